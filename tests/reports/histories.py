"""Random histories of clues, through the actions that people and programs use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from agencies.models import Agency, Region
from cases.actions.clues import Reason, Reject, reject_clue, void_clue
from cases.actions.corrections import Correct, correct_clue
from cases.actions.dispatches import Dispatch, contest_clue, dispatch_clue, sign_clue
from cases.actions.extensions import (
    RequestExtension,
    approve_extension_clue,
    refuse_extension_clue,
    request_extension_clue,
)
from cases.actions.interim import CloseInterim, OrderTask, close_interim_clue, order_task_clue
from cases.actions.investigations import Report, close_clue, investigate_clue, reopen_clue, report_clue
from cases.actions.ledgers import imported_events
from cases.actions.merges import Merge, Part, Split, merge_clue, split_clue, unmerge_clue
from cases.actions.registration import (
    Entry,
    PrintedFacts,
    clue_rows,
    next_numbers,
    present_office,
    register_clue,
)
from cases.actions.source_names import Source
from cases.models import Clue, LedgerImport
from kernel.copying import copy_all
from kernel.errors import DomainError
from kernel.verbs import Nothing
from tests.cast import City, make_batch
from tests.reports.city import on

NOTHING, WHY = Nothing(), Reason("原因")
# The ends and beginnings of months, days and hours on the office's clock.
EDGES = [
    on("07-31", "23:59:59"), on("08-01", "00:00:00"), on("08-31", "23:59:59"), on("09-01", "00:00:00"),
    on("09-01", "00:00:01"), on("09-15", "10:00:00"), on("09-30", "23:59:59"), on("10-01", "00:00:00"),
    on("10-31", "23:59:59"), on("11-01", "00:00:00"), on("11-16", "12:00:00"),
]  # fmt: skip
AGENCIES, REGIONS = ("321181-hb", "321100-hb"), ("321181", "321100", "321112")
CHANNELS, TYPES = ("hotline_12345", "letter", "inspection", "discipline_transfer"), ("air", "water", "noise")
VERDICTS = ("substantiated", "partly_substantiated", "unsubstantiated", "undetermined")
CORRECTIONS = (
    ("region_code", "321112"), ("pollution_types", "air,water"), ("channel", "letter"),
    ("received_at", "2026-07-31T23:59:59+08:00"), ("received_at", "2026-08-01T00:00:00+08:00"),
)  # fmt: skip

picks = st.integers(0, 60)
history = st.lists(st.tuples(picks, picks, picks, st.integers(0, 5)), min_size=4, max_size=24)


@dataclass
class Chronicle:
    """A city in which things happen one after another; what the house refuses does not happen."""

    city: City
    now: datetime = EDGES[0]
    clues: list[Clue] = field(default_factory=list)

    def __post_init__(self) -> None:
        with transaction.atomic():
            self.batch = make_batch(self.city, at=EDGES[0] - timedelta(days=1))
            self.run = LedgerImport.objects.create(
                source="台账", file_name="台账.csv", file_sha256="0" * 64, started_at=self.now
            )

    def happen(self, steps: list[tuple[int, int, int, int]]) -> None:
        """One step after another, each at the same instant as the one before or at a later edge."""
        for what, which, how, later in steps:
            self.now = min((edge for edge in EDGES if edge > self.now), default=self.now) if later == 0 else self.now
            self.now += timedelta(hours=7 * (later == 1))
            try:
                with transaction.atomic():
                    self._act(what, which, how)
            except DomainError:
                continue

    def _act(self, what: int, which: int, how: int) -> None:
        verbs: list[Callable[[Clue, int], object]] = [
            self._dispatch, self._handle, self._handle, self._interim, self._close, self._reject, self._reopen,
            self._reopen, self._merge, self._unmerge, self._void, self._correct, self._extend, self._contest,
            self._split,
        ]  # fmt: skip
        turn = what % (len(verbs) + 4)
        if turn >= len(verbs) or not self.clues:
            self.clues.append(self._import(how) if turn == len(verbs) else self._register(how))
        else:
            pk = self.clues[which % len(self.clues)].pk
            verbs[turn](Clue.objects.select_for_update(of=("self",)).get(pk=pk), how)

    def _register(self, how: int) -> Clue:
        """Received now, or long before it was written down."""
        late = EDGES[how % len(EDGES)] if how % 3 == 0 else self.now
        entry = self._entry(how, received_at=min(late, self.now))
        return register_clue(entry, by=self.city.actor("intake"), at=self.now)

    def _entry(self, how: int, **facts: Any) -> Entry:
        channel = CHANNELS[how % len(CHANNELS)]
        return Entry(
            description="群众反映夜间异味",
            channel=channel,
            region=Region.objects.get(pk=REGIONS[how % len(REGIONS)]),
            pollution_types=TYPES[: how % 3],
            batch=self.batch if channel == "inspection" else None,
            concerns_agency=Agency.objects.get(pk="321100") if how % 5 == 0 else None,
            source=Source("台账", str(len(self.clues))) if how % 2 else None,
            **facts,
        )

    def _import(self, how: int) -> Clue:
        received, ended = (min(EDGES[how % 4 + later], self.now) for later in (0, 1))
        state = ("closed", "interim_closed", "investigating")[how % 3]
        due = EDGES[(how // 3) % 6]
        lead = Agency.objects.get(pk=AGENCIES[how % 2])
        printed = PrintedFacts(
            state,
            due,
            ended if state != "investigating" else None,
            "substantiated",
            "已核实",
            lead,
            undated=how % 4 == 0,
        )
        by = self.city.actor("intake")
        entry = self._entry(how, received_at=received, printed=printed)
        rows = clue_rows(entry, serial=next_numbers(1)[0], by=by, at=self.now, office=present_office())
        rows.clue.ledger_import = self.run
        copy_all([*rows.written, *imported_events(rows.clue, by, at=self.now)])
        return rows.clue

    def _dispatch(self, clue: Clue, how: int) -> None:
        lead = Agency.objects.get(pk=AGENCIES[how % 2])
        dispatch_clue(clue, Dispatch(lead, handling_summary="摘要"), by=self.city.actor("dispatcher"), at=self.now)

    def _handle(self, clue: Clue, how: int) -> None:
        head = self.city.actor("unithead")
        self._dispatch(clue, 0)
        sign_clue(clue, NOTHING, by=head, at=self.now)
        investigate_clue(clue, NOTHING, by=head, at=self.now)
        report_clue(clue, Report(VERDICTS[how % len(VERDICTS)], "已核实", "已整改"), by=head, at=self.now)

    def _interim(self, clue: Clue, how: int) -> None:
        plan = OrderTask(
            title="整改", goal="到位", measures=("整改",), deadline=EDGES[-1].date(), responsible_leader="演示甲",
            responsible_person="演示乙", acceptance_agency=Agency.objects.get(pk="321112-hb"),
        )  # fmt: skip
        director = self.city.actor("director2")
        order_task_clue(clue, plan, by=director, at=self.now)
        why = CloseInterim("周期长", EDGES[-1].date(), "仍须整改")
        close_interim_clue(clue, why, by=director, at=self.now)

    def _close(self, clue: Clue, how: int) -> None:
        close_clue(clue, NOTHING, by=self.city.actor("director2"), at=self.now)

    def _reject(self, clue: Clue, how: int) -> None:
        reject_clue(clue, Reject("not_environmental"), by=self.city.actor("intake"), at=self.now)

    def _reopen(self, clue: Clue, how: int) -> None:
        reopen_clue(clue, WHY, by=self.city.actor("director2"), at=self.now)

    def _merge(self, clue: Clue, how: int) -> None:
        target = self.clues[how % len(self.clues)]
        merge_clue(clue, Merge(Clue.objects.get(pk=target.pk)), by=self.city.actor("dispatcher"), at=self.now)

    def _unmerge(self, clue: Clue, how: int) -> None:
        unmerge_clue(clue, WHY, by=self.city.actor("dispatcher"), at=self.now)

    def _split(self, clue: Clue, how: int) -> None:
        parts = Split(tuple(Part(f"第{number}项") for number in range(1 + how % 2)))
        split_clue(clue, parts, by=self.city.actor("dispatcher"), at=self.now)
        self.clues += list(clue.parts.exclude(pk__in=[one.pk for one in self.clues]))

    def _void(self, clue: Clue, how: int) -> None:
        void_clue(clue, WHY, by=self.city.actor("director2"), at=self.now)

    def _correct(self, clue: Clue, how: int) -> None:
        name, value = CORRECTIONS[how % len(CORRECTIONS)]
        correct_clue(clue, Correct(name, value, "更正"), by=self.city.actor("dispatcher"), at=self.now)

    def _extend(self, clue: Clue, how: int) -> None:
        request_extension_clue(clue, RequestExtension(10, "延期"), by=self.city.actor("unithead"), at=self.now)
        decide = approve_extension_clue if how % 2 else None
        if decide:
            decide(clue, NOTHING, by=self.city.actor("director2"), at=self.now)
        else:
            refuse_extension_clue(clue, WHY, by=self.city.actor("director2"), at=self.now)

    def _contest(self, clue: Clue, how: int) -> None:
        contest_clue(clue, WHY, by=self.city.actor("unithead"), at=self.now)
