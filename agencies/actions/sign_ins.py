"""The door's own counting: five tries for an account from a place, then it is shut for a while that doubles.

A place is an address, or a device that this account has signed in from before: what others do at the same address, or
elsewhere with the same account, never shuts out whoever knows the password.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from agencies.actions.sessions import named_person
from agencies.models import Person, SignInTry
from kernel.actor import SYSTEM
from kernel.counting import count_of_minute
from kernel.events import Named, record
from kernel.ids import name_id

TRIES = 5
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN = timedelta(hours=1)
PER_ADDRESS = 60
DEVICE = "device:"

# Counted before the password is looked at, in one statement: a hundred at once are counted like a hundred in turn.
TRY = """
INSERT INTO agencies_signintry AS known (account, address, tries, last_at, refused)
VALUES (%(account)s, %(address)s, 1, %(at)s, false)
ON CONFLICT (account, address) DO UPDATE SET
    refused = coalesce(known.shut_until > %(at)s, false),
    tries = CASE WHEN known.shut_until > %(at)s THEN known.tries
                 WHEN known.last_at < %(forgotten)s THEN 1 ELSE known.tries + 1 END,
    shut_until = CASE WHEN known.shut_until > %(at)s THEN known.shut_until
                      WHEN known.last_at >= %(forgotten)s AND known.tries + 1 >= %(most)s
                      THEN %(at)s + least(%(longest)s, %(shortest)s * power(2, least(known.tries + 1 - %(most)s, 10))) END,
    last_at = %(at)s
RETURNING refused
"""  # noqa: E501 -- reads as the rule


def account_key(username: str) -> str:
    """The name under which an account's tries are counted: nothing that anybody typed is kept."""
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()


def may_try(account: str, place: str, *, at: datetime) -> bool:
    """Count one more try, and say whether it may be looked at; an address is also counted whatever the account."""
    crowded = not place.startswith(DEVICE) and count_of_minute(f"sign_in_from:{place}", at=at) > PER_ADDRESS
    told: dict[str, Any] = {
        "account": account, "address": place[:45], "at": at, "forgotten": at - FORGOTTEN,
        "most": TRIES, "shortest": SHORTEST, "longest": LONGEST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TRY, told)
        [(refused,)] = cursor.fetchall()
    return not refused and not crowded


def forget_tries(account: str, place: str) -> None:
    """Whoever got in begins anew."""
    SignInTry.objects.filter(account=account, address=place[:45]).delete()


def record_refused_sign_in(username: str, address: str, why: str, *, at: datetime) -> None:
    """Write down that somebody was not let in: as whom if there is such a person, and why."""
    person = Person.objects.filter(username=username.strip().lower()).first()
    subject = named_person(person) if person else Named("sign_in", name_id("sign_in", account_key(username)))
    with transaction.atomic():
        record(subject, "person.sign_in_refused", by=SYSTEM, at=at, data={"why": why}, remarks={"address": address})
