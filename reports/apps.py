"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Register the app under its plain name."""

    name = "reports"
