"""No text is cut in silence: what is too long is refused or kept whole, and a shorter showing ends in an ellipsis."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.outgoing import LONGEST_STAY
from kernel.shortening import shortened

ROOT = Path(__file__).parents[2]
APPS = ("kernel", "agencies", "cases", "supervision", "reports", "config")
# From this length on, a slice is taken for a cut and not for a part of a code.
A_CUT = 10
OF_A_FAULT = "what broke, for operators; the log has the whole of it"
OF_A_REFUSAL = "names the place of a refusal; nothing of it is kept"
OF_A_HASH = "part of a hash, by which people tell files apart"
OF_A_KEY = "a key to find or to sort by, never read"
# The widths of codes of regions.
OF_A_CODE = "WIDTHS["
OF_ROWS = "rows, not a text"
NUMBERS, MONTHS = "values_list('source_external_id', flat=True)", "values_list('month', flat=True)"
# Every other slice of a fixed length, and why nobody loses words by it.
KNOWN = {
    ("kernel/web.py", "hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:32]"): OF_A_HASH,
    ("kernel/api.py", "hashlib.sha256('|'.join(map(str, parts)).encode()).hexdigest()[:32]"): OF_A_HASH,
    ("agencies/actions/calendar.py", "hashlib.sha256(text.encode()).hexdigest()[:12]"): OF_A_HASH,
    ("config/management/commands/restore.py", "digest[:12]"): OF_A_HASH,
    ("kernel/keys.py", "rest[:12]"): "the nonce before a sealed text",
    ("kernel/deliveries.py", "f'{type(error).__name__}: {error}'[:LONGEST_ERROR]"): OF_A_FAULT,
    ("kernel/logs.py", "record.getMessage()[:LONGEST_MESSAGE]"): OF_A_FAULT,
    ("kernel/logs.py", "NUMBERS.sub('…', QUOTED.sub('', str(error)))[:LONGEST]"): OF_A_FAULT,
    ("kernel/sandboxed/documents.py", "reader.pages[0].extract_text()[:FIRST_WORDS]"): OF_A_KEY,
    ("kernel/sandboxed/texts.py", "''.join(shown)[:FIRST_WORDS]"): OF_A_KEY,
    ("kernel/sandboxed/texts.py", "etree.QName(root).localname[:80]"): OF_A_REFUSAL,
    ("kernel/sandboxed/packages.py", "name[:80]"): OF_A_REFUSAL,
    ("kernel/sandboxed/packages.py", "relation.type.rpartition('/')[2][:80]"): OF_A_REFUSAL,
    ("kernel/sandboxed/packages.py", "etree.QName(element).localname[:80]"): OF_A_REFUSAL,
    ("agencies/actions/people.py", "' '.join(lazy_pinyin(name))[:128]"): OF_A_KEY,
    ("agencies/actions/sign_ins.py", "place[:45]"): "an address of the network, which is never longer",
    ("cases/search.py", "run.lower()[:LONGEST_WORD]"): OF_A_KEY,
    ("reports/api/disclosures.py", "raw[:12]"): "digits, so that no number is too long to be read",
    ("config/backups.py", "done.stderr.strip()[-500:]"): OF_A_FAULT,
    ("config/restores.py", "self.complaints.read().decode(errors='replace').strip()[-500:]"): OF_A_FAULT,
    ("kernel/sandboxed/workbooks.py", "text[-OVERLAP:]"): "read once more with what follows",
    ("agencies/queries/regions.py", "code[:COUNTY_DIGITS]"): "the county's digits of a code",
    ("agencies/queries/log.py", "_found(wanted).order_by('-id').defer('data', 'request_id')[:PAGE + 1]"): OF_ROWS,
    ("agencies/queries/log.py", "events[:PAGE]"): OF_ROWS,
    ("reports/queries/history.py", "months[-MONTHS:]"): OF_ROWS,
    ("cases/ledgers/export.py", "rows.filter(after)[:PAGE]"): OF_ROWS,
    ("cases/actions/batches.py", f"known.order_by('source_external_id').{NUMBERS}[:20]"): OF_ROWS,
    ("cases/web/register.py", "listed[:PAGE]"): OF_ROWS,
    ("cases/web/register.py", "_after(found, after)[:PAGE + 1]"): OF_ROWS,
    ("cases/web/register.py", "refusal.faults[:20]"): OF_ROWS,
    ("cases/queries/desk.py", "_rows(clues.filter(one.condition)).order_by(*one.order)[:LONGEST]"): OF_ROWS,
    ("supervision/queries/sections.py", f"mine.order_by('-month').{MONTHS}.distinct()[:MONTHS]"): OF_ROWS,
    ("config/management/commands/verify_log.py", "found[:MOST]"): OF_ROWS,
}  # fmt: skip
CUTTING_CALLS = {"Truncator", "Left", "Substr", "shorten"}


def cuts_of(path: Path) -> Iterator[str]:
    """Every slice of a fixed length in a module, and every call or format that cuts."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and _is_fixed(node.slice):
            yield ast.unparse(node)
        if isinstance(node, ast.Call) and _name_of(node.func) in CUTTING_CALLS:
            yield ast.unparse(node)
        if isinstance(node, ast.FormattedValue) and _cuts_by_format(node):
            yield ast.unparse(node)


def _is_fixed(cut: ast.Slice) -> bool:
    """From the beginning to a length that stands in the code, or its last so many characters."""
    from_the_end = isinstance(cut.lower, ast.UnaryOp) and cut.upper is None
    ends = cut.lower if from_the_end else cut.upper if cut.lower is None else None
    return ends is not None and any(map(_is_length, ast.walk(ends)))


def _is_length(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and node.value >= A_CUT
    return isinstance(node, ast.Name) and node.id.isupper()


def _name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _cuts_by_format(node: ast.FormattedValue) -> bool:
    """A precision without a kind of number cuts a text."""
    parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
    told = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any("." in spec and spec.rpartition(".")[2].isdigit() for spec in told)


def found() -> set[tuple[str, str]]:
    """All of them, by their files."""
    return {
        (str(path.relative_to(ROOT)), cut)
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and path.name != "shortening.py"
        for cut in cuts_of(path)
    }


def test_every_cut_of_a_fixed_length_is_known_and_says_why_nothing_is_lost() -> None:
    assert {(path, cut) for path, cut in found() - set(KNOWN) if OF_A_CODE not in cut} == set()
    assert set(KNOWN) - found() == set()


def test_a_shorter_showing_says_that_there_is_more() -> None:
    assert shortened("字" * 10, 10) == "字" * 10
    assert shortened("字" * 11, 10) == "字" * 9 + "…"


@pytest.mark.parametrize("cut", ["text[:300]", "text[:LONGEST]", "Truncator(text)", "f'{text:.300}'", "text[-300:]"])
def test_the_search_knows_a_cut_when_it_sees_one(cut: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f"kept = {cut}\n")

    assert list(cuts_of(tmp_path / "module.py"))


def test_a_reason_is_as_long_at_the_gate_as_anywhere() -> None:
    assert LONGEST_STAY == 2000
