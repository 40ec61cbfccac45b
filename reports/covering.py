"""The covering note in sentences, as official sites print it; in the language that the caller has set."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Closure, PollutionType, Verdict
from reports.models import Beside


def sentences_of(note: dict[str, Any]) -> list[str]:
    """The paragraphs of the note, from this batch's counts to the contact."""
    said = [*_counts(note), *_beside(note), *_grids(note), *_earlier(note)]
    return [*said, *filter(None, [note["note"], _contact(note)])]


def closure_words(closure: str) -> str:
    """How far a complaint came, in the table's words."""
    words = {
        Closure.CLOSED: _("已办结"),
        Closure.INTERIM_CLOSED: _("阶段性办结"),
        Closure.OPEN: _("正在办理"),
    }
    return words[Closure(closure)]


def verdict_words(verdict: str) -> str:
    """What was found, in the table's words."""
    return str(Verdict(verdict).label) if verdict else str(Verdict.UNDETERMINED.label)


def type_words(types: list[str]) -> str:
    """The pollution types, in the table's words."""
    return "、".join(str(PollutionType(name).label) for name in types)


def _counts(note: dict[str, Any]) -> Iterator[str]:
    key = _("（其中重点件%s件）") % note["key"] if note["key"] else ""
    yield _("本次公开群众信访举报件%(total)s件%(key)s。") % {"total": note["total"], "key": key}
    if not note["total"]:
        return
    yield _("按行政区域：%s。") % _listed(note["areas"]) + _spanning(note)
    named = [[str(PollutionType(name).label), count] for name, count in note["types"]]
    untyped = [[_("未标明"), note["untyped"]]] if note["untyped"] else []
    yield _("按污染类型：%s。") % _listed([*named, *untyped]) + _overlap(note)


def _listed(pairs: list[Any]) -> str:
    return "、".join(_("%(name)s%(count)s件") % {"name": name, "count": count} for name, count in pairs)


def _spanning(note: dict[str, Any]) -> str:
    """The complaints in several areas by name: each area counts them, the whole counts them once."""
    if not note["spanning"]:
        return ""
    told = "；".join(
        _("受理编号%(number)s涉及%(areas)s") % {"number": one["number"], "areas": "、".join(one["areas"])}
        for one in note["spanning"]
    )
    summed = sum(count for _name, count in note["areas"])
    facts = {"told": told, "sum": summed, "total": note["total"]}
    return _("（注：%(told)s，在各区域分别计数，总数只计1件，故各区域之和%(sum)s件大于总数%(total)s件。）") % facts


def _overlap(note: dict[str, Any]) -> str:
    summed = sum(count for _name, count in note["types"]) + note["untyped"]
    if summed == note["total"]:
        return ""
    facts = {"sum": summed, "total": note["total"]}
    return _("（注：存在一件多类的情况，一件举报可有多种污染类型，各类之和%(sum)s件大于总数%(total)s件。）") % facts


def _beside(note: dict[str, Any]) -> Iterator[str]:
    """Parts and merged ones with their order and their state; what went out before this was told says nothing."""
    words = {
        Beside.PART: _("另有拆分件%(count)s件，计入原件，不另计件数：%(told)s。"),
        Beside.MERGED: _("另有并案件%(count)s件，与并入的件一并办理，不另计件数：%(told)s。"),
    }
    for kind, sentence in words.items():
        mine = [one for one in note.get("beside", ()) if one["beside"] == kind]
        if mine:
            told = "；".join(f"{number_words(**one)}{closure_words(one['closure'])}" for one in mine)
            yield sentence % {"count": len(mine), "told": told}


def number_words(number: str, beside: str, of_number: str, **_state: str) -> str:
    """A number of the table, and of a part or a merged one the order that it belongs to."""
    if not beside:
        return number
    words = {Beside.PART: _("（由%s拆分）"), Beside.MERGED: _("（并入%s）")}
    unnamed = {Beside.PART: _("（拆分件）"), Beside.MERGED: _("（并案件）")}
    return number + (words[Beside(beside)] % of_number if of_number else unnamed[Beside(beside)])


def _grids(note: dict[str, Any]) -> Iterator[str]:
    if note["total"]:
        yield _("本次公开件办理情况：%s。") % grid_words(note["grid"])
    told = note["cumulative"]
    since = _("自%s首次公开起") % told["since"] if told["since"] else _("自本次首次公开起")
    batches = "、".join(
        _("%(title)s%(count)s件") % {"title": title, "count": count} for title, count in told["batches"]
    )
    facts = {"since": since, "count": len(told["batches"]), "total": told["total"], "batches": batches}
    yield _("%(since)s，累计公开%(count)s次、%(total)s件（%(batches)s）。") % facts
    since_then = told.get("merged_since", 0)
    merged = _("；另有%s件首次公开后并入其他件办理") % since_then if since_then else ""
    yield _("累计公开件办理情况：%s。") % (grid_words(told["grid"]) + merged)


def grid_words(grid: list[dict[str, Any]]) -> str:
    """已办结2件（属实1件、不属实1件），阶段性办结8件（…）."""
    pieces = []
    for one in grid:
        found = [[verdict_words(verdict), count] for verdict, count in one["verdicts"]]
        behind = f"（{_listed(found)}）" if found else ""
        pieces.append(_listed([[closure_words(one["closure"]), one["total"]]]) + behind)
    return "，".join(pieces)


def _earlier(note: dict[str, Any]) -> Iterator[str]:
    if note["again"]:
        told = "；".join(
            _("%(number)s（%(batch)s，由%(was)s变为%(now)s）")
            % {
                "number": one["number"],
                "batch": one["batch"] or one["before"],
                "was": _stood(one["was"], one.get("was_beside", "")),
                "now": _stood(one["now"], one.get("now_beside", "")),
            }
            for one in note["again"]
        )
        facts = {"count": len(note["again"]), "told": told}
        yield _("此前已公开、办理情况有变化的%(count)s件重新公开，不重复计数：%(told)s。") % facts
    for one in note["withdrawn"]:
        yield _("%(published_on)s公开的《%(title)s》已于%(withdrawn_on)s撤回，理由：%(reason)s。") % one


def _stood(closure: str, beside: str) -> str:
    """How a row told of a complaint: alone, or with the order that it belongs to."""
    words = {"": "%s", Beside.PART: _("拆分办理、%s"), Beside.MERGED: _("并案办理、%s")}
    return words[beside] % closure_words(closure)


def _contact(note: dict[str, Any]) -> str:
    words = pgettext("disclosure", "对办理和公开情况不满意的，可向以下渠道反映：%s。")
    return words % note["contact"] if note["contact"] else ""
