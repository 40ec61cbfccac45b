"""The sandbox: a file from a stranger is opened by a process with little memory and time, and nothing but the bytes."""

import io
import json
import logging
import subprocess
import sys
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest
from openpyxl import Workbook

from agencies.actions.workbooks import SheetForm, read_workbook
from agencies.errors import FileRefused as WorkbookRefused
from cases.ledgers.files import rows_in
from kernel import sandbox, sandboxed
from kernel.sandbox import Limits, in_sandbox
from kernel.sandboxed.child import TASKS
from kernel.sandboxed.refusals import Refused
from kernel.workbooks import UnreadableWorkbook
from tests.cases import papers, pictures
from tests.kernel.test_strange_tables import workbook

MODULES = sorted(path.stem for path in Path(sandboxed.__file__ or "").parent.glob("*.py") if path.stem != "__init__")
PROBE = """
import sys; sys.path.append(sys.argv.pop(1))
import os, resource
from kernel.sandboxed import child
def probe(file, out, options):
    return {"environment": sorted(os.environ), "modules": sorted(sys.modules), "files": sorted(os.listdir("/dev/fd")),
            "folder": os.getcwd(), "limits": [resource.getrlimit(what)[1] for what in (resource.RLIMIT_AS,
            resource.RLIMIT_CPU, resource.RLIMIT_CORE)]}
child._task = lambda name: probe
child.main(*sys.argv[1:])
"""
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def wide() -> io.BytesIO:
    """A workbook of two cells that lie eleven million cells apart, which is allowed, and takes room."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.cell(1, 100, "x")
    page.cell(110_000, 1, "x")
    out = io.BytesIO()
    book.save(out)
    return out


def test_the_process_has_its_limits_and_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGYUAN_SECRET", "x")
    monkeypatch.setattr(sandbox, "BEGIN", PROBE)

    facts, made = in_sandbox("sheets", io.BytesIO(b"x"), limits=Limits(memory=1 << 29, processor=7))
    made.close()

    ours = {name.partition(".")[0] for name in facts["modules"]} & {"django", "config", "cases", "agencies", "psycopg2"}
    # The three streams, the verdict's copy, nowhere, and the listing itself.
    assert (set(facts["environment"]) - {"LC_CTYPE"}, ours, facts["folder"]) == (set(), set(), "/")
    assert len(facts["files"]) <= 6
    assert facts["limits"] == [1 << 29, 7, 0]


@pytest.mark.parametrize("module", MODULES)
def test_no_module_of_the_sandbox_imports_the_program(module: str) -> None:
    code = f"import sys; sys.path.append({str(sandbox.ROOT)!r}); import kernel.sandboxed.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, env={})

    strange = {
        name for name in loaded.stdout.split() if name.partition(".")[0] in {"django", "rest_framework", "cases"}
    }
    ours = {name for name in loaded.stdout.split() if name.startswith("kernel.") and "sandboxed" not in name}
    assert (strange, ours) == (set(), set())


def test_every_task_is_one_of_the_sandbox() -> None:
    assert {module for module, _function in TASKS.values()} <= set(MODULES)


STARVED = {
    "memory": (wide(), Limits(memory=200 << 20)),
    "time on the wall": (wide(), Limits(wall=0.001)),
    "any memory": (wide(), Limits(memory=1 << 20)),
}


@pytest.mark.parametrize("what", list(STARVED))
def test_a_process_that_runs_out_of_anything_is_a_refusal(what: str, caplog: pytest.LogCaptureFixture) -> None:
    file, limits = STARVED[what]
    caplog.set_level(logging.WARNING)

    with pytest.raises(Refused) as refused:
        in_sandbox("sheets", file, limits=limits)

    assert refused.value.code == "too_demanding"


def test_a_workbook_that_reaches_too_far_is_refused_at_every_door_by_its_name() -> None:
    far = workbook(FAR)
    far.name = "台账.xlsx"

    with pytest.raises(UnreadableWorkbook) as ledger:
        list(rows_in(far))
    with pytest.raises(WorkbookRefused) as city:
        read_workbook(workbook(FAR).getvalue(), [SheetForm("a", {})])

    [error] = ledger.value.errors
    assert (error.code, "台账.xlsx" in str(error.detail)) == ("sheet_too_large", True)
    assert "1048576" in str(city.value.faults)


def test_a_workbook_of_entities_is_refused() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    cells = '<sheetData><row r="1"><c r="A1"><v>&a9;</v></c></row></sheetData>'
    sheet = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><worksheet>{cells}</worksheet>'
    inside = papers.parts_of(papers.sheet())
    bomb = papers.package({**inside, "xl/worksheets/sheet1.xml": sheet})

    try:
        lines = list(rows_in(io.BytesIO(bomb)))
    except UnreadableWorkbook:
        lines = []

    assert len(str(lines)) < 10_000


def _clean_a_picture(told: "SimpleQueue[str]") -> None:
    facts, made = in_sandbox("picture", io.BytesIO(pictures.photograph()))
    made.close()
    told.put(json.dumps(facts))


def test_a_worker_that_may_have_no_children_of_its_own_can_use_it() -> None:
    context = get_context("fork")
    told: SimpleQueue[str] = context.SimpleQueue()
    worker = context.Process(target=_clean_a_picture, args=(told,), daemon=True)
    worker.start()
    worker.join(60)

    assert json.loads(told.get())["media_type"] == "image/jpeg"


def test_no_process_and_no_file_is_left_behind() -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    for _turn in range(3):
        _facts, made = in_sandbox("picture", io.BytesIO(pictures.photograph()))
        made.close()
        with pytest.raises(Refused):
            in_sandbox("picture", io.BytesIO(b"\xff\xd8\xff"))

    assert len(list(Path("/dev/fd").iterdir())) == before
