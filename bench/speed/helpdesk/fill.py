"""Run by its own Python: migrate, then a clerk, six queues and so many tickets, set-based; prints a token and a cookie.

python -m bench.speed.helpdesk.fill TICKETS OPEN
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.speed.helpdesk.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 -- after the set-up
from django.contrib.auth.models import AbstractUser  # noqa: E402 -- the same
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 -- the same
from django.core.management import call_command  # noqa: E402 -- the same
from django.db import connection  # noqa: E402 -- the same

# One in ten is the clerk's own, one in ten is nobody's, the others belong to eight colleagues.
TICKETS = """
INSERT INTO helpdesk_ticket (title, queue_id, created, modified, submitter_email, assigned_to_id, status, on_hold,
    description, resolution, priority, due_date, secret_key)
SELECT '群众反映夜间排放刺激性气味废气 ' || n, (SELECT min(id) FROM helpdesk_queue) + n %% 6,
    timestamptz '2021-01-01' + n * interval '500 seconds', timestamptz '2021-01-01' + n * interval '600 seconds',
    'citizen' || n || '@example.org',
    CASE n %% 10 WHEN 0 THEN NULL ELSE (SELECT min(id) FROM auth_user) + n %% 10 - 1 END,
    CASE WHEN n %% (%(tickets)s / %(open)s) = 0 AND n / (%(tickets)s / %(open)s) <= %(open)s THEN 1 ELSE 4 END, false,
    '群众反映云阳街道一化工厂夜间排放刺激性气味废气,请核实处理。', '已责令立即整改并复查到位', 3,
    timestamptz '2021-01-31' + n * interval '500 seconds', md5(n::text)
FROM generate_series(1, %(tickets)s) AS n
"""


def main(tickets: int, still_open: int) -> None:
    """Fill it and say how its clerk signs in."""
    call_command("migrate", interactive=False, verbosity=0)
    people = get_user_model().objects
    clerk = people.create_superuser("clerk", "clerk@example.org", "clerk")
    for number in range(8):
        people.create_user(f"colleague{number}", is_staff=True)
    from helpdesk.models import Queue  # noqa: PLC0415 -- app ready
    from rest_framework.authtoken.models import Token  # noqa: PLC0415 -- app ready

    for number in range(6):
        Queue.objects.create(title=f"County {number}", slug=f"c{number}")
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, {"tickets": tickets, "open": still_open})
    print(json.dumps({"token": Token.objects.create(user=clerk).key, "session": _session_of(clerk)}))


def _session_of(clerk: AbstractUser) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(clerk.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = clerk.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
