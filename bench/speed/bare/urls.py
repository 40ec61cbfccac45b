"""One view that inserts, and one that does nothing."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from bench.speed.bare.models import Note


def insert(request: HttpRequest) -> HttpResponse:
    """Keep what was sent, and say its number."""
    told = json.loads(request.body)
    note = Note.objects.create(
        description=told["description"],
        channel=told["channel"],
        region_code=told["region_code"],
        address=told["address"],
        received_at=timezone.now(),
    )
    return _whole(JsonResponse({"id": note.pk}, status=201))


def nothing(request: HttpRequest) -> HttpResponse:
    """An answer without work, to see how fast the client itself can ask."""
    return _whole(HttpResponse(b"{}", content_type="application/json"))


def _whole(response: HttpResponse) -> HttpResponse:
    """In one piece: gunicorn would send an answer of unknown length in chunks."""
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("notes", insert), path("nothing", nothing)]
