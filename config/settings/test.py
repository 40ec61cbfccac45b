"""Tests: real PostgreSQL, a fast password hasher, no manifest."""

from config.settings.base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MODE = "test"
DATABASES = {"default": DATABASES["default"]}
COMPARTMENT_DATABASE = "default"
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
