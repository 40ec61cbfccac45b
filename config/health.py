"""Whether the program is alive, and whether it is ready."""

from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from agencies.models import Agency
from agencies.queries.calendar import published_years
from kernel.days import local_day
