"""An office's old ledger on a page: upload, watch, look at what was refused and what differs, match, withdraw."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.rules import is_command_office
from cases.actions.ledger_queue import queue_import
from cases.actions.ledger_units import match_unit
from cases.actions.ledger_withdrawals import ask_withdrawal
from cases.actions.ledgers import Order
from cases.ledgers.columns import COLUMNS, REQUIRED
from cases.models import CoordSys, LedgerFault, LedgerImport
from cases.queries.clues import clues_visible_to
from cases.queries.handling_starts import waiting_of
from cases.queries.ledgers import (
    doubted_places,
    faults_of,
    imports_visible_to,
    latest_imports,
    open_historical,
    unmatched_units,
)
from cases.rules import director
from cases.web.options import handling_agencies
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.csv_cells import harmless
from kernel.errors import BadInput, DomainError, FieldError
from kernel.ids import new_id
from kernel.page_request import PageRequest
from kernel.web import check_seen, form_token, once, page, wants_partial
from kernel.web_forms import reason_of

LARGEST = 200 * 1024 * 1024
Kind = LedgerFault.Kind


class LedgerForm(forms.Form):
    """A file, and the name under which its source is known."""

    file = forms.FileField(
        label=gettext_lazy("台账文件"),
        max_length=200,
        allow_empty_file=False,
        widget=forms.ClearableFileInput({"class": "form-control", "accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("XLSX，或 UTF-8、GB18030 编码的 CSV，不超过 200 MB；督察公开表也可以"),
    )
    source = forms.RegexField(
        label=gettext_lazy("来源名称"),
        regex=r"^[^\s/\\]{1,64}$",
        max_length=64,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
        help_text=gettext_lazy("同一本台账始终用同一名称，如 zhenjiang-2021；再次导入时据此比对"),
    )
    coord_sys = forms.ChoiceField(
        label=gettext_lazy("坐标系"),
        choices=CoordSys.choices,
        initial=CoordSys.WGS84,
        widget=forms.Select({"class": "form-select"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file within the limit."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("文件超过 200 MB"))
        return file


@page
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: PageRequest) -> HttpResponse:
    """The imports so far, and the way to begin one."""
    actor = request.actor
    permit(is_command_office(actor))
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            pk = once(request, lambda: _queued(form.cleaned_data, actor).pk, at=timezone.now())
            return redirect(f"/import/{pk}")
        except DomainError as refusal:
            form.add_error("file", refusal.said)
    context = {
        "form": form,
        "token": form_token(request),
        "runs": latest_imports(imports_visible_to(actor)),
        "columns": COLUMNS,
        "required": REQUIRED,
    }
    return render(request, "cases/ledger/imports.html", context, status=422 if form.errors else 200)


def _queued(asked: dict[str, Any], actor: Actor) -> LedgerImport:
    path = _kept(asked["file"])
    order = Order(path=path, source=asked["source"], coord_sys=asked["coord_sys"])
    return queue_import(order, file_name=Path(str(asked["file"].name)).name, by=actor, at=timezone.now())


def _kept(file: "UploadedFile[bytes]") -> Path:
    """The upload in the office's own folder, readable by nobody else."""
    folder = Path(settings.MEDIA_ROOT) / "ledgers"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{new_id()}.csv"
    path.touch(mode=0o600)
    with path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return path


@page
@require_safe
def one_import(request: PageRequest, pk: str) -> HttpResponse:
    """One import: its progress while it runs, then what came of it."""
    actor = request.actor
    permit(is_command_office(actor))
    run = find(imports_visible_to(actor), pk)
    running = run.state == LedgerImport.State.RUNNING
    if wants_partial(request):
        response = render(request, "cases/ledger/_progress.html", {"run": run, "running": running})
        if not running:
            response["HX-Refresh"] = "true"
        return response
    context = {"run": run, "running": running, "token": form_token(request), "starts_handling": director(actor, None)}
    return render(request, "cases/ledger/import.html", context | ({} if running else _results(run, actor)))


def _results(run: LedgerImport, actor: Actor) -> dict[str, Any]:
    return {
        "refused": faults_of(run, Kind.REJECTED),
        "conflicts": faults_of(run, Kind.CONFLICTING),
        "masked": faults_of(run, Kind.MASKED),
        "unmatched": unmatched_units(run.source),
        "historical": open_historical(run.source),
        "doubted": doubted_places(run.source),
        "waiting": waiting_of(run.source, clues_visible_to(actor)).count(),
        "agencies": handling_agencies(on=timezone.localdate()),
        "withdrawable": run.state == LedgerImport.State.DONE and run.created,
    }


@page
@require_POST
def apply_differences(request: PageRequest, pk: str) -> HttpResponse:
    """Consent to the difference table: the same file again, this time applied."""
    actor = request.actor
    permit(is_command_office(actor))

    def effect() -> str:
        run = claim(imports_visible_to(actor), pk)
        check_seen(request, run.version)
        path = Path(run.file_path)
        if not path.exists():
            raise BadInput(errors=[FieldError("/file", "file_gone", _("原文件已不在，请重新上传"))])
        order = Order(path=path, source=run.source, coord_sys=run.coord_sys, apply_changes=True)
        return str(queue_import(order, file_name=run.file_name, by=actor, at=timezone.now()).pk)

    return redirect(f"/import/{once(request, effect, at=timezone.now())}")


@page
@require_POST
def withdraw(request: PageRequest, pk: str) -> HttpResponse:
    """Ask that the import be taken back; a director agrees."""
    actor = request.actor
    permit(is_command_office(actor))
    reason = reason_of(request)

    def effect() -> str:
        run = claim(imports_visible_to(actor), pk)
        check_seen(request, run.version)
        ask_withdrawal(run, reason, by=actor, at=timezone.now())
        return pk

    once(request, effect, at=timezone.now())
    return redirect("/approvals")


@page
@require_POST
def match(request: PageRequest, pk: str) -> HttpResponse:
    """Say which agency a unit of the ledger is."""
    actor = request.actor
    permit(is_command_office(actor))
    run = find(imports_visible_to(actor), pk)
    agency = Agency.objects.filter(pk=request.POST.get("agency", "")).first()
    unit = request.POST.get("unit", "").strip()
    if agency is None or not unit:
        raise BadInput(errors=[FieldError("/agency", "required", _("请选择单位"))])
    with transaction.atomic():
        check_seen(request, claim(imports_visible_to(actor), pk).version)
        looked = "looked" in request.POST
        match_unit(unit, agency, source=run.source, by=actor, at=timezone.now(), looked=looked)
    return redirect(f"/import/{pk}#matching")


@page
@require_safe
def refused_rows(request: PageRequest, pk: str) -> StreamingHttpResponse:
    """All refused rows as a file that a spreadsheet opens."""
    actor = request.actor
    permit(is_command_office(actor))
    run = find(imports_visible_to(actor), pk)
    response = StreamingHttpResponse(_fault_lines(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{run.pk}.csv"'
    return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _fault_lines(run: LedgerImport) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([_("行"), _("编号"), _("列"), _("原因")])
    for fault in run.faults.filter(kind=Kind.REJECTED).iterator():
        cells = (str(fault.line), fault.number, fault.column, fault.reason)
        yield writer.writerow([harmless(cell) for cell in cells])
