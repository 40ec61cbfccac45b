"""Satchels and their diaries at the REST door."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.files import FileOut, paper_shown
from cases.api.outputs import Out
from cases.models import DiaryEntry, Satchel, SatchelStatus
from cases.nouns import SATCHELS
from cases.queries.satchels import (
    days_early,
    diary_figures,
    entries_of_task,
    is_locked,
    running_satchel,
    satchels_for_reading,
    satchels_visible_to,
)
from cases.queries.tasks import tasks_visible_to
from kernel.access import find
from kernel.api import entity_tag
from kernel.rest_nouns import CREATED, SHOWS, ActionList, NounView, OneAction, OneRecord


class ItemOut(Out):
    """What is to be done by the end of a day."""

    id = serializers.UUIDField()
    due_on = serializers.DateField()
    text = serializers.CharField()
    accepted_on = serializers.DateField(allow_null=True)


class CorrectionOut(Out):
    """What was added to an entry."""

    text = serializers.CharField()
    person = serializers.CharField(allow_null=True)
    written_at = serializers.DateTimeField()


class DiaryEntryOut(Out):
    """What was found at a site on a day."""

    id = serializers.UUIDField()
    satchel = serializers.UUIDField()
    site = serializers.CharField()
    day = serializers.DateField()
    findings = serializers.CharField()
    deviations = serializers.CharField()
    instruction = serializers.CharField()
    next_step = serializers.CharField()
    late = serializers.BooleanField()
    locked = serializers.BooleanField()
    person = serializers.CharField(allow_null=True)
    agency = serializers.CharField(allow_null=True)
    written_at = serializers.DateTimeField()
    corrections = CorrectionOut(many=True)
    photos = FileOut(many=True)


class SatchelOut(Out):
    """A satchel with its items and how complete its diary is today."""

    id = serializers.UUIDField()
    task = serializers.UUIDField()
    status = serializers.ChoiceField(choices=SatchelStatus.choices)
    signed_by = serializers.CharField()
    decision_number = serializers.CharField()
    decided_on = serializers.DateField()
    opens_on = serializers.DateField()
    ends_on = serializers.DateField()
    cleared_on = serializers.DateField(allow_null=True)
    days_early = serializers.IntegerField(allow_null=True)
    sites = serializers.ListField(child=serializers.CharField())
    diary_due = serializers.IntegerField()
    diary_written = serializers.IntegerField()
    diary_missing = serializers.IntegerField()
    items = ItemOut(many=True)
    decision_files = FileOut(many=True)
    asks_for_place = serializers.BooleanField()
    rests_on_days_off = serializers.BooleanField()
    version = serializers.IntegerField()


def entry_shown(entry: DiaryEntry) -> dict[str, object]:
    """An entry with what was added to it."""
    plain = ("site", "day", "findings", "deviations", "instruction", "next_step", "written_at")
    return {
        "id": str(entry.id),
        "satchel": str(entry.satchel_id),
        **{name: getattr(entry, name) for name in plain},
        "late": entry.is_late,
        "locked": is_locked(entry, at=timezone.now()),
        "person": entry.person.username if entry.person else None,
        "agency": entry.agency_id,
        "corrections": [
            {"text": one.text, "person": one.person.username if one.person else None, "written_at": one.written_at}
            for one in entry.corrections.all()
        ],
        "photos": [paper_shown(photo) for photo in entry.photos.all()],
    }


class SatchelView(NounView):
    """What every address of satchels shares."""

    noun = SATCHELS
    read_scope = "tasks:read"
    write_scope = "tasks:write"

    def read(self, pk: str) -> Satchel:
        """The satchel with everything its answer shows."""
        return find(satchels_for_reading(satchels_visible_to(self.actor)), pk)

    def read_back(self, satchel: Satchel) -> Satchel:
        """A satchel just written."""
        return satchels_for_reading(Satchel.objects.all()).get(pk=satchel.pk)

    def tag(self, satchel: Satchel) -> str:
        """By version, and by the day on which its diary is counted."""
        return entity_tag(satchel.id, satchel.version, timezone.localdate())

    def shown(self, satchel: Satchel) -> dict[str, Any]:
        """The satchel as it stands today."""
        figures = diary_figures(satchel, on=timezone.localdate())
        plain = ("status", "signed_by", "decision_number", "decided_on", "opens_on", "ends_on", "cleared_on", "sites")
        return {
            "id": str(satchel.id),
            "task": str(satchel.task_id),
            **{name: getattr(satchel, name) for name in plain},
            "days_early": days_early(satchel),
            "diary_due": figures.due,
            "diary_written": figures.written,
            "diary_missing": figures.missing,
            "items": [
                {"id": str(item.id), "due_on": item.due_on, "text": item.text, "accepted_on": item.accepted_on}
                for item in satchel.items.all()
            ],
            "decision_files": [paper_shown(file) for file in satchel.decisions.all()],
            "asks_for_place": satchel.asks_for_place,
            "rests_on_days_off": satchel.rests_on_days_off,
            "version": satchel.version,
        }


class SatchelDetail(OneRecord, SatchelView):
    """`/satchels/{id}`."""


class SatchelActions(ActionList, SatchelView):
    """`/satchels/{id}/actions`."""


class SatchelAction(OneAction, SatchelView):
    """`/satchels/{id}/actions/{name}`."""


class TaskDiary(OneAction, SatchelView):
    """`/tasks/{id}/diary`: the entries of a task; posting writes one into its running satchel."""

    def verb_name(self) -> str:
        """Posting writes."""
        return "write_entry"

    def get(self, request: Request, pk: str) -> Response:
        """All entries, the latest day first."""
        task = find(tasks_visible_to(self.actor), pk)
        return Response({"results": [entry_shown(entry) for entry in entries_of_task(task)]})

    def post(self, request: Request, pk: str, name: str = "") -> Response:
        """Write the day's entry."""
        satchel = running_satchel(find(tasks_visible_to(self.actor), pk))
        return super().post(request, str(satchel.pk), "write_entry")

    def after(self, done: Any, row: Any) -> Response:
        """201 with the entry that was written."""
        return self._written(entries_of_task(row.task).order_by("-id")[:1].get(), CREATED)

    def replayed(self, resource: str, status: int) -> Response:
        """The same entry again."""
        task = find(tasks_visible_to(self.actor), self.kwargs["pk"])
        return self._written(find(entries_of_task(task), resource), status)

    def _written(self, entry: DiaryEntry, status: int) -> Response:
        response = Response(entry_shown(entry), status=status)
        response.resource = entry.pk  # type: ignore[attr-defined]
        return response


SHOWS[Satchel] = SatchelView
