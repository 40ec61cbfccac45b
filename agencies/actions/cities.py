"""A real city's register from a workbook: all of it, or nothing and every fault."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agencies.actions.city_forms import Column, Sheet, UnreadableCell, Vocabulary, sheets
from agencies.actions.parentages import keep_parents
from agencies.actions.people import sort_key
from agencies.actions.workbooks import SheetRow, read_workbook
from agencies.errors import CellFault, FileRefused
from agencies.models import ALWAYS, Agency, Person, Post, Region, RoutingRule
from agencies.queries.validity import overlaps
from agencies.rules import roles_go_together
from kernel.actor import Actor
from kernel.events import Named, record
from kernel.ids import name_id

NEW, CHANGED, SAME = "new", "changed", "same"
Values = dict[str, object]


@dataclass
class CityOutcome:
    """What the workbook did to each sheet's rows, and the people who have no password yet."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    newcomers: list[Person] = field(default_factory=list)


def init_city(content: bytes, *, vocabulary: Vocabulary, by: Actor, at: datetime) -> CityOutcome:
    """Write the workbook's rows, new ones and changed ones; refuses with every fault and writes none."""
    forms = sheets(vocabulary)
    book = read_workbook(content, [sheet.form for sheet in forms])
    register = _Register(book, at=at)
    for sheet in forms:
        register.write(sheet)
    register.faults.extend(_circles(book))
    register.faults.extend(_mixed_administrators(book["岗位"]))
    if register.faults:
        raise FileRefused(register.faults)
    facts = {sheet: dict(count) for sheet, count in register.outcome.counts.items()}
    record(Named("city", name_id("city", "register")), "city.loaded", by=by, at=at, data=facts)
    return register.outcome


class _Register:
    """The rows of one workbook on their way into the database, with the faults met so far."""

    def __init__(self, book: Mapping[str, list[SheetRow]], *, at: datetime) -> None:
        self.book, self.at = book, at
        self.faults: list[CellFault] = []
        self.outcome = CityOutcome()
        # What a cell may refer to: what exists, and what the file itself brings (people by username).
        self.known: dict[type[models.Model], set[str]] = {
            Region: _column(book["区划"], "区划代码") | set(Region.objects.values_list("code", flat=True)),
            Agency: _column(book["机构"], "机构代码") | set(Agency.objects.values_list("code", flat=True)),
            Person: _column(book["人员"], "用户名") | set(Person.objects.values_list("username", flat=True)),
        }

    def write(self, sheet: Sheet) -> None:
        """Write every sound line of the sheet, and note what is wrong with the others."""
        people = dict(Person.objects.values_list("username", "pk"))
        seen: dict[tuple[object, ...], int] = {}
        counts = self.outcome.counts.setdefault(sheet.name, Counter())
        for row in self.book[sheet.name]:
            values = self._values(sheet, row)
            if values is None:
                continue
            key = tuple(values[name] for name in sheet.key)
            if key in seen and None not in key:
                self.faults.append(row.fault("", _("与第%s行重复") % seen[key]))
                continue
            seen.setdefault(key, row.line)
            self._with_people(values, people)
            counts[self._keep(sheet, row, values)] += 1

    def _values(self, sheet: Sheet, row: SheetRow) -> Values | None:
        """The line's fields, or None when a cell cannot be read or refers to nothing."""
        values: Values = {}
        faults = []
        for column in sheet.columns:
            if column.optional and column.title not in row.cells:
                continue
            cell = row.cells.get(column.title, "")
            try:
                values[column.field] = self._resolved(column, column.read(cell))
            except UnreadableCell as refusal:
                faults.append(row.fault(column.title, str(refusal)))
        if "valid_from" in values:
            values["valid_from"] = values["valid_from"] or ALWAYS
        self.faults.extend(faults)
        return None if faults else values

    def _resolved(self, column: Column, value: object) -> object:
        """The value, once everything it refers to is known."""
        if column.refers_to is not None and value is not None:
            for code in value if isinstance(value, list) else [value]:
                if code not in self.known[column.refers_to]:
                    raise UnreadableCell(_("没有找到：%s") % code)
        return value

    def _with_people(self, values: Values, people: Mapping[str, int]) -> None:
        """Usernames as the keys of people; one whose own line has a fault has none, and nothing will be kept."""
        for name in {"person_id", "substitute_id"} & values.keys():
            values[name] = people.get(str(values[name]))

    def _keep(self, sheet: Sheet, row: SheetRow, values: Values) -> str:
        """Make or change one row, and say which."""
        partners = values.pop("co_agencies", None)
        found = sheet.model._default_manager.filter(**{name: values[name] for name in sheet.key}).first()
        instance = found or sheet.model()
        changed = [name for name, value in values.items() if getattr(instance, name) != value]
        for name in changed:
            setattr(instance, name, values[name])
        if isinstance(instance, Person):
            self._greet(instance, is_new=found is None)
        if (changed or found is None) and self._is_sound(sheet, row, instance):
            instance.save()
            if isinstance(instance, Agency):
                keep_parents(instance, is_new=found is None, at=self.at)
        if isinstance(instance, RoutingRule) and isinstance(partners, list) and self._joined(instance, partners):
            changed.append("co_agencies")
        return NEW if found is None else CHANGED if changed else SAME

    def _greet(self, person: Person, *, is_new: bool) -> None:
        """Nobody signs in before a slip gave them a password."""
        person.pinyin = sort_key(person.name)
        if is_new:
            person.set_unusable_password()
            self.outcome.newcomers.append(person)

    def _is_sound(self, sheet: Sheet, row: SheetRow, instance: models.Model) -> bool:
        """Ask the model's own fields and constraints, and put their answers beside the right columns."""
        relations = {one.name for one in instance._meta.concrete_fields if one.is_relation}
        titles = {column.field: column.title for column in sheet.columns}
        try:
            instance.clean_fields(exclude=relations)
            instance.validate_constraints(exclude=relations)
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                self.faults.append(row.fault(titles.get(name, ""), "；".join(messages)))
            return False
        return True

    def _joined(self, rule: RoutingRule, codes: list[str]) -> bool:
        """Set the rule's co-handlers; says whether they changed."""
        if RoutingRule.objects.filter(pk=rule.pk).exists() and {one.pk for one in rule.co_agencies.all()} != set(codes):
            rule.co_agencies.set(Agency.objects.filter(pk__in=codes))
            return True
        return False


def _column(rows: Iterable[SheetRow], title: str) -> set[str]:
    return {row.cells[title] for row in rows if row.cells.get(title)}


def _circles(book: Mapping[str, list[SheetRow]]) -> Iterator[CellFault]:
    """Lines whose parent is, by a few steps, below themselves."""
    for sheet, own, model, columns in (
        ("区划", "区划代码", Region, {"上级区划": "parent_id"}),
        ("机构", "机构代码", Agency, {"条线上级": "line_parent_id", "属地上级": "territory_parent_id"}),
    ):
        for title, name in columns.items():
            parents: dict[str, str | None] = dict(model._default_manager.values_list("pk", name))
            for row in book[sheet]:
                if _is_above_itself(row.cells.get(own, ""), parents):
                    yield row.fault(title, _("上级关系成环"))


def _is_above_itself(code: str, parents: Mapping[str, str | None]) -> bool:
    above, steps = parents.get(code), 0
    while above and above != code and steps < len(parents):
        above, steps = parents.get(above), steps + 1
    return bool(above) and above == code


def _mixed_administrators(rows: Iterable[SheetRow]) -> Iterator[CellFault]:
    """Lines of people who are an administrator and something else as well."""
    for row in rows:
        if not _stay_apart(Post.objects.filter(person__username=row.cells.get("用户名", ""))):
            yield row.fault("岗位", _("系统、安全、审计管理员不得兼任其他岗位"))


def _stay_apart(posts: models.QuerySet[Post]) -> bool:
    """Say whether no administrator's post is held at the same time as another kind of post."""
    return all(
        roles_go_together(list(posts.filter(overlaps(post.valid_from, post.valid_to)).values_list("role", flat=True)))
        for post in posts
    )
