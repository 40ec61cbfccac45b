"""Settings shared by every way of running Qingyuan; the three files beside it only override."""

from pathlib import Path

from kombu import Queue

from config import env
from config.brokers import broker
from config.queues import LIMITS, limits, routes
from config.schedule import schedule

BASE_DIR = Path(__file__).resolve().parents[2]
HOME = env.folder("QINGYUAN_HOME", BASE_DIR / "var")

# --- what is installed -------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config",
    "kernel",
    "agencies",
    "cases",
    "supervision",
    "reports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kernel.web.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kernel.web.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.web.session_life.SessionLifeMiddleware",
    "agencies.web.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "agencies.web.actor.actor_context",
            ],
        },
    }
]
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- where rows, files and keys live -----------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", "postgresql:///qingyuan")}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True, DISABLE_SERVER_SIDE_CURSORS=True)
# What the discipline organ read is written by everybody's role and read by the compartment's alone.
COMPARTMENT_DATABASE = "compartment" if env.text("DATABASE_COMPARTMENT_URL", "") else "default"
if COMPARTMENT_DATABASE != "default":
    DATABASES["compartment"] = env.database("DATABASE_COMPARTMENT_URL")
MEDIA_ROOT = HOME / "files"
KEY_RING = env.folder("QINGYUAN_KEY_RING", HOME / "keys" / "ring.json")
# Where signed anchors of the logs go: best a place that the database's owner cannot write to.
ANCHORS = env.folder("QINGYUAN_ANCHORS", HOME / "anchors")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Celery: it does the work; PostgreSQL, not the broker, keeps what is to be done ---------------
BROKER = broker()
CELERY_BROKER_URL = BROKER.url
CELERY_BROKER_TRANSPORT_OPTIONS = BROKER.options
CELERY_BROKER_USE_SSL = BROKER.certificates
# RabbitMQ has so many seconds to answer whoever comes; Redis is bounded by its transport.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_QUEUES = [Queue(name) for name in LIMITS]
CELERY_TASK_DEFAULT_QUEUE = "clocks"
CELERY_TASK_ROUTES = routes()
CELERY_TASK_ANNOTATIONS = limits()
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# What killed its process is not simply begun again: its row sends it when the lease is over, and counts how often; what
# has no row is sent by beat anyway.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_CONSUMER = "kernel.reconnecting:Consumer"
CELERY_BEAT_SCHEDULER = "kernel.reconnecting:Scheduler"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A connection is kept from task to task; each task asks first whether it still works.
CELERY_DB_REUSE_MAX = 10_000
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20_000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_TIMEZONE = env.text("QINGYUAN_TIME_ZONE", "Asia/Shanghai")
CELERY_BEAT_SCHEDULE = schedule(diary_hour=env.hour("QINGYUAN_DIARY_HOUR", 18))

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Whoever guards the system or may open a seal proves themselves twice; the demo city asks for a password alone.
SECOND_FACTOR = env.text("QINGYUAN_SECOND_FACTOR", "off") == "on"
# Proxies whose word about an address counts: networks, and `unix` for one on a socket of this machine.
TRUSTED_PROXIES = env.words("QINGYUAN_TRUSTED_PROXIES")
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.pages.csrf_refused"

# --- reminders outside the platform: off unless the office chooses `email` or `http` ---------------
NOTICE_CHANNEL = env.text("QINGYUAN_NOTICE_CHANNEL", "off")
NOTICE_HOURS = env.hours("QINGYUAN_NOTICE_HOURS", "8-20")
NOTICE_URL = env.text("QINGYUAN_NOTICE_URL", "")
NOTICE_TOKEN = env.text("QINGYUAN_NOTICE_TOKEN", "")
EMAIL_HOST = env.text("QINGYUAN_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("QINGYUAN_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("QINGYUAN_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("QINGYUAN_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.text("QINGYUAN_EMAIL_TLS", "off") == "on"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("QINGYUAN_EMAIL_FROM", "qingyuan@localhost")

# --- logs: a line of JSON each, to where the process's own words go ------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kernel.logs.JsonFormatter"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "qingyuan": {"level": "INFO"},
        # Django's own handlers would say everything twice; refusals stand in the request's line.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"handlers": [], "level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
    },
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- words and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("QINGYUAN_TIME_ZONE", "Asia/Shanghai")

# --- pages -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("app", BASE_DIR / "assets" / "dist")] if (BASE_DIR / "assets" / "dist").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
# Under no-referrer a browser sends `Origin: null` with its forms, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- a standard map behind the points of the dashboard: image, edges and 审图号, or none of them ------
MAP_IMAGE = env.folder("QINGYUAN_MAP_IMAGE", HOME) if env.text("QINGYUAN_MAP_IMAGE", "") else None
MAP_BOX = env.box("QINGYUAN_MAP_BOX")
MAP_APPROVAL = env.text("QINGYUAN_MAP_APPROVAL", "")

# --- 天地图 in its place: the office's key for browsers, and the 审图号 that the service shows on its own pages ----
TIANDITU_KEY = env.text("QINGYUAN_TIANDITU_KEY", "")
TIANDITU_APPROVAL = env.text("QINGYUAN_TIANDITU_APPROVAL", "GS(2025)1508号")

# --- the REST contract -------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.api.authentication.TokenAuthentication",
        "agencies.api.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["kernel.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.api.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.problem_response",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
API_REQUESTS_PER_MINUTE = env.integer("QINGYUAN_API_REQUESTS_PER_MINUTE", 6000)
SPECTACULAR_SETTINGS = {
    "TITLE": "清源 Qingyuan",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "PREPROCESSING_HOOKS": ["config.openapi.one_path_per_verb"],
    "SORT_OPERATIONS": True,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # the API gate compares the whole document
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- what only one deployment can know ---------------------------------------------------------
MODE = env.text("QINGYUAN_MODE", "demo")
ALLOWED_HOSTS = env.words("QINGYUAN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("QINGYUAN_TRUSTED_ORIGINS")
UNSAFE_SECRET = "unsafe-outside-demo"  # noqa: S105 -- named so that production can refuse it
SECRET_KEY = env.text("QINGYUAN_SECRET_KEY", UNSAFE_SECRET)
DEBUG = False
