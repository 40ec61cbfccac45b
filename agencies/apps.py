"""The agencies app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Register the app under its plain name."""

    name = "agencies"
