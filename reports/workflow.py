"""The workflows of what is told upwards and outwards: verb, from, to, event; frozen figures have none."""

from kernel.workflow import Workflow
from reports.models import DisclosureStatus as D
from reports.models import TextStatus as T

DISCLOSURE = Workflow(
    "disclosure",
    edit=({D.DRAFTED}, None, "edited"),
    edit_row=({D.DRAFTED}, None, "row_edited"),
    remove_row=({D.DRAFTED}, None, "row_removed"),
    refresh=({D.DRAFTED}, None, "rows_taken_anew"),
    submit=({D.DRAFTED}, D.SUBMITTED, "submitted"),
    send_back=({D.SUBMITTED, D.REVIEWED}, D.DRAFTED, "sent_back"),
    review=({D.SUBMITTED}, D.REVIEWED, "reviewed"),
    publish=({D.DRAFTED, D.SUBMITTED, D.REVIEWED}, D.PUBLISHED, "published"),
    record_outlet=({D.PUBLISHED}, None, "put_out"),
    withdraw=({D.PUBLISHED}, D.WITHDRAWN, "withdrawn"),
    discard=({D.DRAFTED, D.SUBMITTED, D.REVIEWED}, D.DISCARDED, "discarded"),
)
TEXT = Workflow(
    "report_text",
    edit=({T.DRAFTED}, None, "edited"),
    issue=({T.DRAFTED}, T.ISSUED, "issued"),
)
