"""What people and programs wait for on a working day: a batch file, an upsert, the feed, a month's report, tasks."""

import json
import time
import urllib.request
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from bench.speed.client import Burst, Measured, Question
from bench.speed.reading import sign_in
from bench.speed.stage import Stage

ORDERS = 5_000
TASKS = 10_000
PAGE = 500
TAKE = """
import time
from datetime import date
from django.db import transaction
from kernel.actor import SYSTEM
from django.utils import timezone
from reports.actions.reports import TakeReport, take_report
begun = time.perf_counter()
with transaction.atomic():
    take_report(TakeReport("monthly", date(2021, 10, 1)), by=SYSTEM, at=timezone.now())
print(time.perf_counter() - begun)
"""
MAKE_TASKS = """
from datetime import date
from django.db import transaction
from django.utils import timezone
from agencies.models import Agency
from cases.actions.tasks import DraftTask, approve_task, draft_task, issue_task, start_task
from kernel.actor import SYSTEM
from kernel.events import quietly
from kernel.verbs import Nothing
leads = list(Agency.objects.filter(code__endswith="-hb"))
judge = Agency.objects.get(pk="321100-zj")
with transaction.atomic(), quietly():
    for number in range({count}):
        lead, now = leads[number % len(leads)], timezone.now()
        plan = DraftTask(
            title=f"第{{number}}项整改任务", origin="self_found", goal="整改到位", measures=("落实方案",),
            deadline=date(2027, 1 + number % 12, 28), lead_agency=lead, responsible_agencies=(lead,),
            responsible_leader="演示", responsible_person="演示", acceptance_agency=judge,
        )
        task = draft_task(plan, by=SYSTEM, at=now)
        for step in (approve_task, issue_task, start_task):
            step(task, Nothing(), by=SYSTEM, at=now)
"""
FEED_AS_JSON = """
SELECT row_to_json(told) FROM (
    SELECT event.id, event.type, event.subject_id, event.version, event.occurred_at, event.data
    FROM kernel_eventseal seal JOIN kernel_event event ON event.id = seal.event_id ORDER BY seal.position LIMIT %s
) told
"""


def load_a_batch(stage: Stage) -> float:
    """Seconds for a batch file of 5,000 orders over REST."""
    ask = stage.city.request
    _status, inspection = ask(
        "POST", "/api/v1/inspections", {"name": uuid4().hex, "level": "provincial", "enter_date": "2026-01-01"}
    )
    body = {"inspection": inspection["id"], "number": "一", "received_at": "2026-01-02T09:00:00+08:00"}
    _status, batch = ask("POST", "/api/v1/batches", body)
    lines = [f"D{number:06d},丹阳市,第{number}件交办问题,大气" for number in range(ORDERS)]
    table = "受理编号,行政区域,交办问题基本情况,污染类型\n" + "\n".join(lines)
    begun = time.perf_counter()
    _post_file(stage, f"/api/v1/batches/{batch['id']}/orders", table.encode())
    return time.perf_counter() - begun


def _post_file(stage: Stage, path: str, content: bytes) -> None:
    mark = uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="batch.csv"\r\n\r\n'
    data = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    headers = {
        "Authorization": f"Bearer {stage.city.token}",
        "Content-Type": f"multipart/form-data; boundary={mark}",
    }
    request = urllib.request.Request(f"http://127.0.0.1:{stage.city.port}{path}", data, headers)
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read()


def upsert_clues(stage: Stage, *, batches: int = 5) -> float:
    """Clues a second through `POST /clues/batch`, a thousand at a time."""
    clue = {"description": "夜间异味", "channel": "platform_12369", "region_code": "321181", "pollution_types": ["air"]}
    bodies = [
        {"items": [{**clue, "source": {"system": "bench", "external_id": uuid4().hex}} for _ in range(1_000)]}
        for _ in range(batches)
    ]
    begun = time.perf_counter()
    for body in bodies:
        status, answer = stage.city.request("POST", "/api/v1/clues/batch", body)
        assert status == 200, answer
    return batches * 1_000 / (time.perf_counter() - begun)


def read_the_feed(stage: Stage, token: str, *, changes: int = 20_000) -> tuple[float, float]:
    """Changes a second for a follower, and the same rows as JSON straight from the database."""
    begun, seen, cursor = time.perf_counter(), 0, ""
    while seen < changes:
        page = _page(stage, token, cursor)
        seen, cursor = seen + len(page["events"]), page["cursor"]
        if not page["has_more"]:
            break
    ours = seen / (time.perf_counter() - begun)
    connection = stage.connect("qingyuan")
    with connection.cursor() as sql:
        begun = time.perf_counter()
        sql.execute(FEED_AS_JSON, [seen])
        lines = [json.dumps(row) for (row,) in sql.fetchall()]
        plain = len(lines) / (time.perf_counter() - begun)
    connection.close()
    return ours, plain


def _page(stage: Stage, token: str, cursor: str) -> Any:
    after = f"&cursor={cursor}" if cursor else ""
    address = f"http://127.0.0.1:{stage.city.port}/api/v1/changes?limit={PAGE}{after}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def take_a_month(stage: Stage) -> float:
    """Seconds to freeze a month's report and print its three files."""
    return float(stage.city.manage("shell", "-v0", "-c", TAKE).strip().splitlines()[-1])


def open_pages(stage: Stage, *, password: str, seconds: float) -> Iterator[tuple[str, Measured]]:
    """The task ledger and the desk with 10,000 tasks, as the director opens them, one after the other."""
    stage.city.manage("shell", "-v0", "-c", MAKE_TASKS.format(count=TASKS))
    cookie = sign_in(stage.city.port, "director", password)
    for path in ("/tasks/", "/desk"):
        question = Question("GET", path, {"Cookie": cookie})
        yield path, stage.burst(Burst(stage.city.port, lambda question=question: question, 1, seconds))
