"""As little of Django as answers a request: no middleware, no templates, one table."""

from config import env

SECRET_KEY = "bench"  # noqa: S105 -- signs nothing
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["bench.speed.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.speed.bare.urls"
DATABASES = {"default": {**env.database("BARE_DATABASE_URL"), "CONN_MAX_AGE": 60}}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
