"""Every app's news on one table: the program does not start with an event that nobody thought of."""

from collections.abc import Iterable

from agencies.news import AGENCIES_NEWS, AGENCIES_PLACES, AGENCIES_SUBJECTS
from cases.news import CASES_NEWS, CASES_PLACES, CASES_SUBJECTS
from kernel.news import NEWS, publish
from kernel.workflow import WORKFLOWS
from reports.news import REPORTS_NEWS, REPORTS_PLACES, REPORTS_SUBJECTS
from supervision.news import SUPERVISION_NEWS, SUPERVISION_SUBJECTS


def publish_all() -> None:
    """Hand the tables over; once or several times."""
    publish(AGENCIES_NEWS, AGENCIES_SUBJECTS, AGENCIES_PLACES)
    publish(CASES_NEWS, CASES_SUBJECTS, CASES_PLACES)
    publish(SUPERVISION_NEWS, SUPERVISION_SUBJECTS)
    publish(REPORTS_NEWS, REPORTS_SUBJECTS, REPORTS_PLACES)


def events_without_a_line(subscribed: Iterable[str] = ()) -> list[str]:
    """The events of the workflows, and those that somebody subscribes to, of which no line speaks."""
    known = {line.event for workflow in WORKFLOWS for line in workflow.lines.values()}
    return sorted((known | set(subscribed)) - set(NEWS))
