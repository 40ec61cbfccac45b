"""The five sheets of a city's register: their columns, and how a cell becomes a value."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.actions.workbooks import SheetForm
from agencies.models import Agency, Person, Post, Region, Role, RoutingRule
from kernel.errors import Words

DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
SEPARATORS = re.compile(r"[、，,;；\s]+")
Reader = Callable[[str], object]


class UnreadableCell(ValueError):
    """The cell holds what its column does not take; the message says what it takes."""


@dataclass(frozen=True)
class Column:
    """A column: the field it fills, how its text is read, and what to tell people about it."""

    title: str
    field: str
    read: Reader
    meaning: str
    refers_to: type[models.Model] | None = None
    # A workbook without the column leaves the field as it is.
    optional: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: the model its lines are rows of, the fields that name a row, and its columns."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def form(self) -> SheetForm:
        """The sheet as a workbook knows it."""
        optional = frozenset(column.title for column in self.columns if column.optional)
        return SheetForm(self.name, {column.title: column.meaning for column in self.columns}, optional)


@dataclass(frozen=True)
class Vocabulary:
    """The value lists of routing, which this app does not know itself: labels and codes, each to its code."""

    channels: Mapping[str, str]
    pollution_types: Mapping[str, str]


def both_ways(choices: Iterable[tuple[str, Words]]) -> dict[str, str]:
    """Codes and Chinese labels, each to the code."""
    with translation.override(None):
        return {**{str(label): code for code, label in choices}, **{code: code for code, _label in choices}}


def text(cell: str) -> str:
    """The cell as it stands."""
    return cell


def needed(cell: str) -> str:
    """A cell that must not be empty."""
    if not cell:
        raise UnreadableCell(_("不能为空"))
    return cell


def reference(cell: str) -> str | None:
    """A code or username that may be missing."""
    return cell or None


def words(cell: str) -> list[str]:
    """Several values in one cell."""
    return [word for word in SEPARATORS.split(cell) if word]


def whole_number(cell: str) -> int:
    """A number without a sign or a point."""
    if not cell.isascii() or not cell.isdigit():
        raise UnreadableCell(_("应为整数"))
    return int(cell)


def whole_number_or_none(cell: str) -> int | None:
    """A number without a sign or a point, or none."""
    return whole_number(cell) if cell else None


def degrees_or_none(cell: str) -> Decimal | None:
    """Degrees with at most six decimal places, or none."""
    if not cell:
        return None
    if not DEGREES.fullmatch(cell):
        raise UnreadableCell(_("应为度数，如 119.45"))
    return Decimal(cell)


def day_or_none(cell: str) -> date | None:
    """A day, or none."""
    try:
        return date.fromisoformat(cell.replace("/", "-")) if cell else None
    except ValueError:
        raise UnreadableCell(_("不是日期，应写作 2027-01-01")) from None


def one_of(values: Mapping[str, str]) -> Reader:
    """One value of a list, by label or code."""

    def read(cell: str) -> str:
        if cell not in values:
            raise UnreadableCell(_("应为：%s") % _told(values))
        return values[cell]

    return read


def some_of(values: Mapping[str, str]) -> Reader:
    """Any number of values of a list."""
    return lambda cell: [one_of(values)(word) for word in words(cell)]


def sheets(vocabulary: Vocabulary) -> tuple[Sheet, ...]:
    """The sheets in the order in which they are written, so that what is referred to comes first."""
    return (_regions(), _agencies(), _people(), _posts(), _rules(vocabulary))


def _told(values: Mapping[str, str]) -> str:
    return "、".join(label for label, code in values.items() if label != code)


def _validity() -> tuple[Column, ...]:
    return (
        Column("生效日期", "valid_from", day_or_none, _("如 2027-01-01；空为一直有效")),
        Column("失效日期", "valid_to", day_or_none, _("空为长期有效")),
    )


def _regions() -> Sheet:
    levels = both_ways(Region.Level.choices)
    return Sheet(
        "区划",
        Region,
        ("code",),
        (
            Column("区划代码", "code", needed, _("市县和功能区六位，乡镇街道九位（GB/T 2260、GB/T 10114）")),
            Column("名称", "name", needed, _("必填")),
            Column("级别", "level", one_of(levels), _told(levels)),
            Column("上级区划", "parent_id", reference, _("上级的区划代码"), Region),
            Column("中心经度", "centre_lon", degrees_or_none, _("WGS-84，与纬度、半径同时填写"), optional=True),
            Column("中心纬度", "centre_lat", degrees_or_none, _("WGS-84"), optional=True),
            Column(
                "半径公里",
                "reach_km",
                whole_number_or_none,
                _("半径应覆盖全辖区，可适当放宽；空则按上级区划核对"),
                optional=True,
            ),
            *_validity(),
        ),
    )


def _agencies() -> Sheet:
    kinds = both_ways(Agency.Kind.choices)
    return Sheet(
        "机构",
        Agency,
        ("code",),
        (
            Column("机构代码", "code", needed, _("字母、数字和连字符，如 321181-hb")),
            Column("机构名称", "name", needed, _("与台账中的单位名称一致")),
            Column("类别", "kind", one_of(kinds), _told(kinds)),
            Column("所在区划", "region_id", needed, _("区划代码"), Region),
            Column("条线上级", "line_parent_id", reference, _("主管部门的机构代码"), Agency),
            Column("属地上级", "territory_parent_id", reference, _("所属政府的机构代码"), Agency),
            Column("联络员", "contact_name", text, ""),
            Column("联络电话", "contact_phone", text, ""),
            Column("值班电话", "duty_number", text, ""),
            *_validity(),
        ),
    )


def _people() -> Sheet:
    return Sheet(
        "人员",
        Person,
        ("username",),
        (
            Column("用户名", "username", needed, _("小写字母、数字、点、横线")),
            Column("姓名", "name", needed, _("必填")),
            Column("电话", "phone", text, ""),
        ),
    )


def _posts() -> Sheet:
    roles = both_ways(Role.choices)
    return Sheet(
        "岗位",
        Post,
        ("agency_id", "role", "person_id"),
        (
            Column("机构代码", "agency_id", needed, _("必填"), Agency),
            Column("岗位", "role", one_of(roles), _told(roles)),
            Column("用户名", "person_id", reference, _("空为空缺"), Person),
            Column("代理人", "substitute_id", reference, _("不在岗时代行职责者的用户名"), Person),
            Column("离岗日期", "absent_from", day_or_none, _("不在岗的第一天")),
            Column("返岗前一日", "absent_to", day_or_none, _("不在岗的最后一天")),
            *_validity(),
        ),
    )


def _rules(vocabulary: Vocabulary) -> Sheet:
    modes = both_ways(RoutingRule.Mode.choices)
    return Sheet(
        "规则",
        RoutingRule,
        ("name",),
        (
            Column("顺序", "position", whole_number, _("小者先用")),
            Column("名称", "name", needed, _("必填，不得重复")),
            Column("区划前缀", "region_codes", words, _("多个用顿号分开；空为不限")),
            Column(
                "污染类型", "pollution_types", some_of(vocabulary.pollution_types), _told(vocabulary.pollution_types)
            ),
            Column("来源渠道", "channels", some_of(vocabulary.channels), _told(vocabulary.channels)),
            Column("关键词", "keywords", words, _("问题描述含其一即可；空为不限")),
            Column("牵头单位", "lead_id", needed, _("机构代码"), Agency),
            Column("配合单位", "co_agencies", words, _("机构代码，多个用顿号分开"), Agency),
            Column("方式", "mode", one_of(modes), _told(modes)),
            *_validity(),
        ),
    )
