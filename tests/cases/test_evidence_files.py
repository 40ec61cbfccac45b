"""Evidence as files: before and after, papers beside them, seen by whoever sees the task and by nobody else."""

import hashlib
from typing import Any

import pytest

from cases.actions.acceptances import AddEvidence, RequestAcceptance
from cases.api.files import FileOut
from cases.models import Acceptance, Attachment, Task
from kernel.models import Event
from kernel.uploads import Upload
from tests.cases import papers, pictures
from tests.cases.tasks import do, prepare, task_in
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

STATEMENT = "已完成整改"


def asked(api: ApiOf, task: Task, **files: Any) -> Any:
    """The unit's request of acceptance, sent as a form."""
    body = {"statement": STATEMENT, "evidence": ["检测报告", "现场照片"], **files}
    return api("unithead").post(f"/api/v1/tasks/{task.pk}/acceptances", body, format="multipart")


def picture(name: str = "photo.jpg") -> Any:
    """A phone's picture."""
    return pictures.named(pictures.photograph(), name)


def test_a_request_of_acceptance_carries_pictures_and_papers_with_their_hash(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    files = [pictures.named(papers.word(), "报告.docx"), pictures.named(pictures.live_document(), "报告.pdf")]

    response = asked(api, task, before=picture(), after=[picture(), picture()], files=files)

    body = response.json()
    assert (response.status_code, body["evidence"]) == (201, ["检测报告", "现场照片"])
    assert [file["part"] for file in body["files"]] == ["before", "after", "after", None, None]
    assert [file["name"] for file in body["files"]] == [
        f"{task.number}-{number:02d}.{suffix}" for number, suffix in enumerate(("jpg", "jpg", "jpg", "docx", "pdf"), 1)
    ]
    assert set(body["files"][0]) == set(FileOut().fields)
    told = Event.objects.get(type="task.acceptance_requested")
    assert told.data["files"] == [file["sha256"] for file in body["files"]]


def test_where_a_picture_of_evidence_was_taken_is_not_kept(city: City, api: ApiOf) -> None:
    body = asked(api, task_in(city, "in_progress"), before=picture()).json()

    assert (body["files"][0]["taken_at"], body["files"][0]["taken_place"]) == ("2021-11-30T08:15:00+08:00", None)


def test_a_request_sent_twice_under_one_key_is_one_request_with_one_set_of_files(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    client, path = api("unithead"), f"/api/v1/tasks/{task.pk}/actions/request_acceptance"

    answers = [
        client.post(
            path, {"statement": STATEMENT, "before": picture(), "after": picture()}, format="multipart",
            headers={"Idempotency-Key": "acceptance-1"},
        ).status_code
        for _turn in range(2)
    ]  # fmt: skip

    assert answers == [200, 200]
    assert (Acceptance.objects.count(), Attachment.objects.count()) == (1, 2)


def test_another_file_under_the_same_key_is_another_request(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    client, path = api("unithead"), f"/api/v1/tasks/{task.pk}/actions/request_acceptance"
    sets = ([picture(), picture()], [pictures.named(pictures.palette_picture(), "map.png"), picture()])

    answers = [
        client.post(
            path, {"statement": STATEMENT, "files": files}, format="multipart", headers={"Idempotency-Key": "request-1"}
        ).status_code
        for files in sets
    ]

    assert answers == [200, 422]


REFUSED: dict[str, tuple[str, Any, int, str]] = {
    "a script": ("files", b"<script>", 400, "unknown_type"),
    "a paper as a picture": ("before", papers.word(), 400, "unknown_type"),
    "a document as a picture": ("after", pictures.live_document(), 400, "not_a_picture"),
    "a classified paper": ("files", papers.word("机密"), 400, "classified"),
    "nothing": ("files", b"", 400, "empty"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_file_that_is_refused_is_named_by_its_field_and_nothing_is_saved(city: City, api: ApiOf, name: str) -> None:
    field, content, status, code = REFUSED[name]
    task = task_in(city, "in_progress")

    response = asked(api, task, **{field: pictures.named(content, "x.jpg")})

    [error] = response.json()["errors"]
    assert (response.status_code, error["pointer"].split("/")[1], error["code"]) == (status, field, code)
    task.refresh_from_db()
    assert (task.status, Attachment.objects.count(), Acceptance.objects.count()) == ("in_progress", 0, 0)


def test_a_text_where_a_file_belongs_is_refused_by_its_field(city: City, api: ApiOf) -> None:
    for body, form in (({"files": "text"}, "multipart"), ({"files": ["text"]}, "json")):
        response = api("unithead").post(
            f"/api/v1/tasks/{task_in(city, 'in_progress').pk}/acceptances",
            {"statement": STATEMENT, **body},
            format=form,
        )

        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/files/0")


def file_of(city: City) -> tuple[Task, Attachment]:
    """A task with one picture of evidence."""
    task = task_in(city, "in_progress")
    shown = RequestAcceptance(STATEMENT, before=(upload(),))
    return do(city, task, "request_acceptance", shown), Attachment.objects.get()


def upload() -> Upload:
    """A picture at the door."""
    from django.conf import settings  # noqa: PLC0415 -- the folder of this run

    content = pictures.photograph()
    return Upload(pictures.named(content, "x.jpg"), len(content), settings.MEDIA_ROOT)


def test_the_bytes_are_read_by_whoever_sees_the_task_and_by_nobody_else(city: City, api: ApiOf) -> None:
    task, file = file_of(city)
    paths = (f"/api/v1/attachments/{file.pk}", f"/api/v1/tasks/{task.pk}/files/{file.pk}")

    for path in paths:
        for who in ("verifier", "handler"):
            answer: Any = api(who).get(path)
            content = b"".join(answer.streaming_content)
            assert hashlib.sha256(content).hexdigest() == answer["X-Content-SHA256"] == file.sha256
        assert [api(who).get(path).status_code for who in ("colleague", "discipline")] == [404, 404]
    assert api("verifier").get(f"/api/v1/tasks/{task_in(city, 'draft').pk}/files/{file.pk}").status_code == 404


def test_files_alone_are_evidence_enough_for_a_write_off(city: City) -> None:
    task, _file = file_of(city)
    Acceptance.objects.update(evidence=[])
    for verb in ("verify", "disclose"):
        do(city, task, verb)
    prepare(task, "request_write_off")
    do(city, task, "request_write_off", by="unithead")

    assert do(city, task, "confirm_write_off", by="rectifier").status == "written_off"


def test_more_evidence_is_numbered_after_what_is_there(city: City) -> None:
    task, _file = file_of(city)

    do(city, task, "add_evidence", AddEvidence(after=(upload(),)), by="handler")

    assert list(Attachment.objects.values_list("part", "name")) == [
        ("before", f"{task.number}-01.jpg"), ("after", f"{task.number}-02.jpg"),
    ]  # fmt: skip


def test_the_page_takes_the_files_and_shows_before_beside_after(city: City) -> None:
    task, client = task_in(city, "in_progress"), reader("unithead")
    path = f"/tasks/{task.pk}/actions/request_acceptance"
    said = {"statement": STATEMENT, "once": "once-and-only", "before": picture(), "after": picture()}

    form = client.get(path).content.decode()
    sent = client.post(path, said)
    page = client.get(f"/tasks/{task.pk}").content.decode()

    assert 'enctype="multipart/form-data"' in form
    assert form.count('type="file"') == 3
    assert (sent.status_code, Attachment.objects.count()) == (302, 2)
    assert page.index("<figcaption>整改前") < page.index("<figcaption>整改后")


def test_a_refused_file_stands_beside_its_field_on_the_page(city: City) -> None:
    task = task_in(city, "in_progress")
    said = {"statement": STATEMENT, "before": pictures.named(b"<script>", "x.jpg")}

    answer = reader("unithead").post(f"/tasks/{task.pk}/actions/request_acceptance", said)

    assert answer.status_code == 422
    assert answer.context["form"].errors["before"]
    assert Attachment.objects.count() == 0


def test_a_tasks_page_costs_the_same_with_one_file_and_with_ten(city: City, django_assert_num_queries: Any) -> None:
    task, _file = file_of(city)
    client, counts = reader("unithead"), []
    client.get(f"/tasks/{task.pk}")  # the first page of a session also renews it
    for more in (0, 9):
        for _turn in range(more):
            do(city, task, "add_evidence", AddEvidence(files=(upload(),)), by="handler")
        with django_assert_num_queries(40, exact=False) as caught:
            client.get(f"/tasks/{task.pk}")
        counts.append(len(caught))

    assert counts[0] == counts[1]
