"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Register the app under its plain name."""

    name = "cases"
