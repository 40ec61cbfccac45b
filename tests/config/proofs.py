"""Sealed rows in every log, and the roles that may not touch them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config.logs import LOGS
from config.management.commands.prepare_database import COMPARTMENT_RIGHTS, RIGHTS
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Event
from kernel.seals import EVENTS, Log, head_of, seal_events
from supervision.actions.compartment_log import note_reading
from supervision.actions.handovers import Send, send_referral
from supervision.models import Reading, Referral
from supervision.queries.seals import READINGS
from tests.cast import NOON, City
from tests.supervision.situations import referral_in

APP, COMPARTMENT = "qingyuan_app_of_proofs", "qingyuan_compartment_of_proofs"


def make_roles() -> None:
    """The application's and the compartment's role, with the rights that production gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {APP} NOLOGIN; CREATE ROLE {COMPARTMENT} NOLOGIN")
        cursor.execute(RIGHTS.format(app=APP))
        cursor.execute(COMPARTMENT_RIGHTS.format(app=APP, compartment=COMPARTMENT))


@contextmanager
def the_application() -> Iterator[None]:
    """Within it, the database knows us as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def told(count: int) -> list[Event]:
    """So many sealed events with words beside them."""
    now = timezone.now()
    events = [record(Named("t", new_id()), "t.told", by=SYSTEM, at=now, remarks={"text": f"{n}"}) for n in range(count)]
    seal_all()
    return events


def sent_referral(city: City) -> Referral:
    """A referral that left the office under a number, with its paper."""
    referral = referral_in("approved", meeting_on=NOON.date())
    return send_referral(referral, Send("镇污防攻坚办〔2026〕12号"), by=city.actor("director"), at=timezone.now())


def seal_all() -> None:
    """Nothing waits for its seal."""
    for log in LOGS:
        seal_events(log=log)


def rows_in(log: Log, city: City) -> None:
    """Some sealed rows in each log."""
    told(3)
    sent_referral(city)
    sent_referral(city)
    note_reading(Reading.What.LIST, [], by=city.actor("discipline"), at=timezone.now())
    note_reading(Reading.What.LIST, [], by=city.actor("discipline"), at=timezone.now())
    seal_all()
    assert head_of(log).position >= 2


def verified(*options: str) -> tuple[int, str]:
    """The command's exit and what it said."""
    out = StringIO()
    try:
        call_command("verify_log", *options, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().strip()
    return 0, out.getvalue().strip()


def one_more(log: Log, city: City) -> UUID:
    """The id of a row that waits for its seal."""
    if log is EVENTS:
        return record(Named("t", new_id()), "t.told", by=SYSTEM, at=timezone.now()).id
    if log is READINGS:
        note_reading(Reading.What.LIST, [], by=city.actor("discipline"), at=timezone.now())
    else:
        sent_referral(city)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT event_id FROM {log.marks}")
        return UUID(str(cursor.fetchone()[0]))
