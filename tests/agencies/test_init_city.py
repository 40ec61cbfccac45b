"""A real city from a workbook: all of it or nothing."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from agencies.models import Agency, Person, Post, Region, RoutingRule
from kernel.models import Event

pytestmark = pytest.mark.django_db
Lines = list[list[object]]
SHEETS: dict[str, Lines] = {
    "区划": [
        ["区划代码", "名称", "级别", "上级区划", "生效日期", "失效日期"],
        [410500, "安阳市", "地级市"],
        [410502, "文峰区", "county", "410500"],
        ["410502001", "某街道", "乡镇街道", 410502, "2020-01-01"],
    ],
    "机构": [
        [
            "机构代码",
            "机构名称",
            "类别",
            "所在区划",
            "条线上级",
            "属地上级",
            "联络员",
            "联络电话",
            "值班电话",
            "生效日期",
            "失效日期",
        ],
        ["410502-hb", "安阳市文峰生态环境局", "派出机构", "410502", "410500-hb"],
        ["410500-hb", "安阳市生态环境局", "bureau", "410500"],
        ["410500-hq", "安阳市攻坚办", "攻坚办", 410500],
    ],
    "人员": [["用户名", "姓名", "电话"], ["jia", "演示甲", "0372-0000001"], ["yi", "演示乙"], ["bing", "演示丙"]],
    "岗位": [
        ["机构代码", "岗位", "用户名", "代理人", "离岗日期", "返岗前一日", "生效日期", "失效日期"],
        ["410500-hq", "分办员", "jia", "yi"],
        ["410500-hq", "intake", "yi"],
        ["410502-hb", "单位负责人"],
        ["410500-hq", "审计员", "bing"],
    ],
    "规则": [
        [
            "顺序",
            "名称",
            "区划前缀",
            "污染类型",
            "来源渠道",
            "关键词",
            "牵头单位",
            "配合单位",
            "方式",
            "生效日期",
            "失效日期",
        ],
        [10, "文峰大气", "410502", "大气、噪声", "12345热线、grid", "", "410502-hb", "410500-hb", "自动转办"],
    ],
}


def workbook(folder: Path, **changes: Lines) -> Path:
    """A workbook of the five sheets, some of them as given; lines beyond the header may be shorter than it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in {**SHEETS, **changes}.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(folder / "city.xlsx")
    return folder / "city.xlsx"


def run(file: Path, **options: object) -> list[str]:
    out = StringIO()
    call_command("init_city", file, **options, stdout=out)
    return out.getvalue().splitlines()


def test_a_sheet_with_the_places_of_its_regions_fills_them_in_and_one_without_leaves_them(tmp_path: Path) -> None:
    head, *lines = SHEETS["区划"]
    placed: Lines = [[*head, "中心经度", "中心纬度", "半径公里"], *lines, ["410503", "北关区", "县市区", "410500"]]
    placed[1] = [*lines[0], None, None, None, 114.3, 35.85, 130]
    run(workbook(tmp_path, 区划=placed), apply=True)

    run(workbook(tmp_path), apply=True)

    told = dict(Region.objects.values_list("code", "reach_km"))
    assert (told["410500"], told["410503"]) == (130, None)


def with_line(sheet: str, line: list[object]) -> dict[str, Lines]:
    return {sheet: [*SHEETS[sheet], line]}


def test_a_preview_says_what_would_be_new_and_changes_nothing(tmp_path: Path) -> None:
    said = run(workbook(tmp_path))

    assert said[:5] == [
        "区划: new 3, changed 0, same 0",
        "机构: new 3, changed 0, same 0",
        "人员: new 3, changed 0, same 0",
        "岗位: new 4, changed 0, same 0",
        "规则: new 1, changed 0, same 0",
    ]
    assert [Region.objects.count(), Person.objects.count(), Event.objects.count()] == [0, 0, 0]


def test_applied_the_register_is_as_the_workbook_says(tmp_path: Path) -> None:
    run(workbook(tmp_path), apply=True)

    rule = RoutingRule.objects.get()
    assert (rule.pollution_types, rule.channels, rule.mode) == (["air", "noise"], ["hotline_12345", "grid"], "dispatch")
    assert [one.code for one in rule.co_agencies.all()] == ["410500-hb"]
    assert Agency.objects.get(pk="410502-hb").line_parent_id == "410500-hb"
    assert Region.objects.get(pk="410502001").valid_from.year == 2020
    assert Post.objects.get(role="dispatcher").substitute == Person.objects.get(username="yi")
    assert Post.objects.get(role="unithead").person is None


def test_new_people_get_slips_and_old_ones_keep_their_password(tmp_path: Path) -> None:
    slips = [line.split("\t") for line in run(workbook(tmp_path), apply=True)[5:]]

    again = run(workbook(tmp_path), apply=True)

    assert [username for _name, username, _password in slips] == ["jia", "yi", "bing"]
    assert again[5:] == []
    assert all(check_password(word, Person.objects.get(username=name).password) for _name, name, word in slips)


def test_the_same_workbook_again_changes_nothing_and_a_changed_line_is_told(tmp_path: Path) -> None:
    run(workbook(tmp_path), apply=True)
    changed: Lines = [SHEETS["人员"][0], ["jia", "演示甲", "0372-0000002"], *SHEETS["人员"][2:]]

    said = run(workbook(tmp_path, 人员=changed), apply=True)

    assert said == [
        "区划: new 0, changed 0, same 3",
        "机构: new 0, changed 0, same 3",
        "人员: new 0, changed 1, same 2",
        "岗位: new 0, changed 0, same 4",
        "规则: new 0, changed 0, same 1",
    ]


@pytest.mark.parametrize(
    ("sheet", "line", "fault"),
    [
        ("区划", ["41050", "坏", "county"], "区划 第5行 整行：区划代码应为六位或九位数字"),
        ("区划", ["410503", "", "county"], "区划 第5行 名称：不能为空"),
        ("区划", ["410503", "某区", "省"], "区划 第5行 级别：应为：地级市"),
        ("区划", ["410503", "某区", "county", "999999"], "区划 第5行 上级区划：没有找到：999999"),
        ("区划", ["410502", "又一个", "county"], "区划 第5行 整行：与第3行重复"),
        ("区划", ["410503", "某区", "county", None, "某日"], "区划 第5行 生效日期：不是日期"),
        ("机构", ["a:b", "坏", "职能部门", "410500"], "机构 第5行 整行：机构代码只能用"),
        ("人员", ["Ding", "演示丁"], "人员 第5行 整行：用户名只能用小写字母"),
        ("人员", ["x" * 65, "演示丁"], "人员 第5行 用户名："),
        ("岗位", ["410500-hq", "分办员", "nobody"], "岗位 第6行 用户名：没有找到：nobody"),
        ("岗位", ["410500-hq", "director", "bing"], "岗位 第6行 岗位：系统、安全、审计管理员不得兼任"),
        ("规则", ["十", "某规则", "", "", "", "", "410500-hb", "", "自动转办"], "规则 第3行 顺序：应为整数"),
        ("规则", [2, "某规则", "", "外星辐射", "", "", "410500-hb", "", "自动转办"], "规则 第3行 污染类型：应为：大气"),
    ],
)
def test_a_fault_is_told_by_sheet_line_and_column_and_nothing_is_kept(
    tmp_path: Path, sheet: str, line: list[object], fault: str
) -> None:
    with pytest.raises(CommandError, match=fault):
        run(workbook(tmp_path, **with_line(sheet, line)), apply=True)

    assert [Region.objects.count(), Agency.objects.count(), Person.objects.count()] == [0, 0, 0]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    changes = {**with_line("区划", ["x", "", "省"]), **with_line("人员", ["", "演示丁"])}

    with pytest.raises(CommandError) as refusal:
        run(workbook(tmp_path, **changes))

    lines = str(refusal.value).splitlines()
    assert [line.split("：")[0] for line in lines] == ["区划 第5行 名称", "区划 第5行 级别", "人员 第5行 用户名"]


def test_parents_in_a_circle_are_refused(tmp_path: Path) -> None:
    header, branch, bureau, office = SHEETS["机构"]
    circle: Lines = [header, branch, [*bureau, "410502-hb"], office]

    with pytest.raises(CommandError, match=r"机构 第2行 条线上级：上级关系成环\n机构 第3行 条线上级：上级关系成环"):
        run(workbook(tmp_path, 机构=circle), apply=True)


def test_a_missing_sheet_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="人员 第1行 电话：缺少该列"):
        run(workbook(tmp_path, 人员=[["用户名", "姓名"]]))
    with pytest.raises(CommandError, match="人员 第1行 住址：没有这一列"):
        run(workbook(tmp_path, 人员=[["用户名", "姓名", "电话", "住址"]]))


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "city.xlsx"
    file.write_bytes(b"not a workbook")

    with pytest.raises(CommandError, match="不是可读取的工作簿"):
        run(file)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "absent.xlsx")


def test_the_template_has_every_sheet_and_is_itself_read_without_faults(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"

    call_command("init_city", template=file)

    assert load_workbook(file).sheetnames == ["说明", "区划", "机构", "人员", "岗位", "规则"]
    assert run(file)[0] == "区划: new 0, changed 0, same 0"


def test_days_typed_as_spreadsheet_dates_and_blank_lines_between_keep_their_place(tmp_path: Path) -> None:
    lines: Lines = [
        [],
        ["410503", "某区", "county", "410500", date(2026, 5, 1), date(2026, 12, 31)],
        ["bad", "", ""],
    ]

    with pytest.raises(CommandError, match="区划 第7行 名称"):
        run(workbook(tmp_path, 区划=[*SHEETS["区划"], *lines]))
    run(workbook(tmp_path, 区划=[*SHEETS["区划"], *lines[:-1]]), apply=True)

    assert Region.objects.get(pk="410503").valid_to == date(2026, 12, 31)
