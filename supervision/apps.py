"""The supervision app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Register the app under its plain name."""

    name = "supervision"
