"""The demo city: Zhenjiang with people whose names are visibly made up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from agencies.actions.parentages import keep_first_parents
from agencies.actions.people import sort_key
from agencies.data import RegionRow, demo_regions, known_reaches
from agencies.models import Agency, Person, Post, Region, Role, RoutingRule
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import name_id

CITY = "321100"
HQ, HB, DANYANG = f"{CITY}-hq", f"{CITY}-hb", "321181-hb"
ADMINISTRATION = f"{CITY}-xx"
Kind = Agency.Kind

# username, name, and the posts in the order that makes the first one the usual one.
PEOPLE: tuple[tuple[str, str, tuple[tuple[str, Role], ...]], ...] = (
    ("intake", "演示受理员", ((HQ, Role.INTAKE),)),
    ("dispatcher", "演示分办员", ((HQ, Role.DISPATCHER),)),
    ("director", "演示负责人甲", ((HQ, Role.DIRECTOR), (HB, Role.UNITHEAD))),
    ("director2", "演示负责人乙", ((HQ, Role.DIRECTOR),)),
    ("rectification", "演示整改员", ((HQ, Role.RECTIFICATION),)),
    ("publicity", "演示公开员", ((HQ, Role.PUBLICITY),)),
    ("handler", "演示承办人", ((DANYANG, Role.HANDLER),)),
    ("unithead", "演示单位负责人", ((DANYANG, Role.UNITHEAD),)),
    ("inspector", "演示检查员", ((DANYANG, Role.INSPECTOR),)),
    ("leader", "演示市领导", ((CITY, Role.LEADER),)),
    ("discipline", "演示案管员甲", ((f"{CITY}-jw", Role.DISCIPLINE),)),
    ("discipline2", "演示案管员乙", (("321112-jw", Role.DISCIPLINE),)),
    ("discipline3", "演示案管员丙", ((f"{CITY}-jw", Role.DISCIPLINE),)),
    ("sysadmin", "演示系统管理员", ((ADMINISTRATION, Role.SYSADMIN),)),
    ("secadmin", "演示安全管理员", ((ADMINISTRATION, Role.SECADMIN),)),
    ("auditor", "演示审计员", ((ADMINISTRATION, Role.AUDITOR),)),
)
ORDINARY_CHANNELS = ["hotline_12345", "platform_12369", "grid", "routine_check", "monitoring"]
ORDINARY_TYPES = ["air", "water", "noise"]


@transaction.atomic
def load_demo_city(*, password: str, at: datetime) -> None:
    """Make what is missing of the demo city and give its accounts `password`; what is there stays as people left it."""
    is_new = not Agency.objects.filter(pk=HQ).exists()
    keep_city()
    _keep_people(password)
    _keep_rules([row for row in demo_regions() if row.level == Region.Level.COUNTY])
    if is_new:
        record(Named("city", name_id("city", CITY)), "city.loaded", by=SYSTEM, at=at, data={"city": CITY, "demo": True})


def keep_city() -> None:
    """Make what is missing of the city's regions and agencies."""
    regions = demo_regions()
    for row in regions:
        values = {"name": row.name, "level": row.level, "parent_id": row.parent or None}
        place: Mapping[str, object] = known_reaches().get(row.code, {})
        Region.objects.get_or_create(code=row.code, defaults={**values, **place})
    for number, agency in enumerate(_agencies(regions), 1):
        _keep(agency, number)


def _agencies(regions: Sequence[RegionRow]) -> Iterator[Agency]:
    """Every agency of the city, parents before children."""
    yield from _city_agencies()
    for row in regions:
        if row.level == Region.Level.COUNTY:
            yield from _county_agencies(row)
    for row in regions:
        if row.level in {Region.Level.TOWNSHIP, Region.Level.ZONE}:
            yield Agency(
                code=row.code,
                name=_town_office(row),
                kind=Kind.TOWN,
                region_id=row.code,
                territory_parent_id=row.parent,
            )


def _city_agencies() -> Iterator[Agency]:
    yield Agency(code=CITY, name="镇江市人民政府", kind=Kind.GOVERNMENT, region_id=CITY)
    for tail, name, kind in (
        ("hq", "镇江市打好污染防治攻坚战指挥部办公室", Kind.COMMAND_OFFICE),
        ("hb", "镇江市生态环境局", Kind.BUREAU),
        ("zj", "镇江市住房和城乡建设局", Kind.BUREAU),
        ("cg", "镇江市城市管理局", Kind.BUREAU),
        ("ga", "镇江市公安局", Kind.POLICE),
        ("xx", "镇江市政务信息中心", Kind.OTHER),
    ):
        yield Agency(code=f"{CITY}-{tail}", name=name, kind=kind, region_id=CITY, territory_parent_id=CITY)
    # Neither the procuratorate nor the discipline organs stand below a government.
    yield Agency(code=f"{CITY}-jcy", name="镇江市人民检察院", kind=Kind.PROCURATORATE, region_id=CITY)
    yield Agency(code=f"{CITY}-jw", name="镇江市纪委监委", kind=Kind.DISCIPLINE, region_id=CITY)
    yield Agency(
        code=f"{CITY}-jw-hb",
        name="镇江市纪委监委派驻市生态环境局纪检监察组",
        kind=Kind.STATIONED_GROUP,
        region_id=CITY,
        line_parent_id=f"{CITY}-jw",
    )
    yield Agency(
        code="321112-jw",
        name="镇江市丹徒区纪委监委",
        kind=Kind.DISCIPLINE,
        region_id="321112",
        line_parent_id=f"{CITY}-jw",
    )


def _county_agencies(county: RegionRow) -> Iterator[Agency]:
    """A county's government, its branch of the city's ecology bureau, and its housing bureau."""
    code, name = county.code, county.name
    yield Agency(code=code, name=f"{name}人民政府", kind=Kind.GOVERNMENT, region_id=code, territory_parent_id=CITY)
    for tail, title, kind in (
        ("hb", f"镇江市{name[:2]}生态环境局", Kind.BRANCH),
        ("zj", f"{name}住房和城乡建设局", Kind.BUREAU),
    ):
        yield Agency(
            code=f"{code}-{tail}",
            name=title,
            kind=kind,
            region_id=code,
            line_parent_id=f"{CITY}-{tail}",
            territory_parent_id=code,
        )


def _town_office(row: RegionRow) -> str:
    """A street has an office, a zone a committee, a township a government."""
    if row.level == Region.Level.ZONE:
        return f"{row.name}管理委员会"
    return f"{row.name}办事处" if row.name.endswith("街道") else f"{row.name}人民政府"


def _keep(agency: Agency, number: int) -> None:
    """Have the agency, with a contact nobody can reach by mistake."""
    values = {
        "name": agency.name,
        "kind": agency.kind,
        "region_id": agency.region_id,
        "line_parent_id": agency.line_parent_id,
        "territory_parent_id": agency.territory_parent_id,
        "contact_name": "演示联络员",
        "contact_phone": f"0511-00000{number:03d}",
        "duty_number": f"0511-00001{number:03d}",
    }
    kept, is_new = Agency.objects.get_or_create(code=agency.code, defaults=values)
    if is_new:
        keep_first_parents(kept)


def _keep_people(password: str) -> None:
    """Have people and posts; one hash serves all, so that a start costs one look at it."""
    known = Person.objects.filter(username=PEOPLE[0][0]).values_list("password", flat=True).first()
    encoded = known if known and check_password(password, known) else make_password(password)
    for username, name, posts in PEOPLE:
        values = {"name": name, "pinyin": sort_key(name), "password": encoded}
        person, _made = Person.objects.get_or_create(username=username, defaults=values)
        for agency, role in posts:
            if not Post.objects.filter(person=person, agency_id=agency, role=role).exists():
                Post.objects.create(person=person, agency_id=agency, role=role)
    usernames = [username for username, _name, _posts in PEOPLE]
    Person.objects.filter(username__in=usernames).exclude(password=encoded).update(password=encoded)


def _keep_rules(counties: Sequence[RegionRow]) -> None:
    """Ordinary clues go by themselves to the county's ecology branch; all others are proposed to it."""
    for number, county in enumerate(counties, 1):
        lead = f"{county.code}-hb"
        ordinary = {"channels": ORDINARY_CHANNELS, "pollution_types": ORDINARY_TYPES, "mode": RoutingRule.Mode.DISPATCH}
        other: dict[str, object] = {"channels": [], "pollution_types": [], "mode": RoutingRule.Mode.PROPOSE}
        for position, title, values in (
            (number * 10, f"{county.name}大气、水、噪声类日常线索", ordinary),
            (1000 + number * 10, f"{county.name}其他线索", other),
        ):
            place = {"position": position, "region_codes": [county.code], "keywords": [], "lead_id": lead}
            RoutingRule.objects.get_or_create(name=title, defaults={**place, **values})
