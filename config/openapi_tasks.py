"""Rectification tasks in the OpenAPI document."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from cases.actions.diaries import WriteEntry
from cases.api import outputs, satchels, task_outputs, task_shapes, tasks
from cases.nouns import TASKS
from cases.task_filters import TaskFilter
from config.openapi_parts import ID, KEY, MATCH, Told, answering, filters, taken, told

FILE = OpenApiParameter("file", OpenApiTypes.UUID, OpenApiParameter.PATH)


def tasks_told() -> Told:
    """Tasks themselves."""
    shape = task_outputs.TaskOut
    return {
        tasks.TaskList: {
            "get": told("list_tasks", task_outputs.TaskPageOut, *filters(TaskFilter)),
            "post": told("draft_task", shape, KEY, takes=answering(task_shapes.TaskIn), status=201),
        },
        tasks.TaskDetail: {
            "get": told("show_task", shape, ID),
            "patch": told("revise_task", shape, ID, MATCH, takes=answering(task_shapes.TaskEdit)),
        },
        tasks.TaskActions: {"get": told("list_task_actions", outputs.ActionsOut, ID)},
        tasks.TaskTimeline: {"get": told("show_task_timeline", outputs.TimelineOut, ID)},
        tasks.TaskFileBytes: {"get": told("read_task_file", OpenApiTypes.BINARY, ID, FILE)},
    }


def satchels_told() -> Told:
    """Satchels and diaries."""
    entry = satchels.DiaryEntryOut
    return {
        satchels.SatchelDetail: {"get": told("show_satchel", satchels.SatchelOut, ID)},
        satchels.SatchelActions: {"get": told("list_satchel_actions", outputs.ActionsOut, ID)},
        satchels.TaskDiary: {
            "get": told("list_diary", task_outputs.list_of(entry), ID),
            "post": told("write_diary", entry, ID, KEY, takes=taken(WriteEntry), status=201),
        },
    }


def parts_of_tasks_told() -> Told:
    """The lists that belong to a task."""
    shapes_of = {
        tasks.TaskProgress: task_outputs.ProgressOut,
        tasks.TaskMilestones: task_outputs.MilestoneOut,
        tasks.TaskAcceptances: task_outputs.AcceptanceOut,
        tasks.TaskLookBacks: task_outputs.LookBackOut,
    }
    return {
        view: {
            "get": told(f"list_{view.__name__.lower()}", task_outputs.list_of(shape), ID),
            "post": told(
                f"add_{view.__name__.lower()}",
                shape,
                ID,
                KEY,
                takes=taken(TASKS.verb(view.adds).takes),
                status=201,
            ),
        }
        for view, shape in shapes_of.items()
    }
