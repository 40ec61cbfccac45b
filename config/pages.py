"""Addresses that belong to no noun: the first page, and those that nothing answers to."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import page, refused, wants_partial


@page
@require_safe
def home(request: PageRequest) -> HttpResponse:
    """The day begins at the desk."""
    return redirect("/desk")


def nothing_here(request: PageRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that nothing answers to; one that only lacks or has a slash too many leads on."""
    path = request.path
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if request.method in {"GET", "HEAD"} and other and _answers(other):
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{other}?{query}" if query else other)
    return refused(request, NotFound(_("没有找到该地址")))


def _answers(path: str) -> bool:
    try:
        return resolve(path).func is not nothing_here
    except Resolver404:
        return False


def csrf_refused(request: PageRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or from a session that has ended since."""
    title = _("页面已过期，请返回后刷新重试")
    template = "ui/_refusal.html" if wants_partial(request) else "refusal.html"
    return render(request, template, {"title": title, "details": [], "status": 403}, status=403)
