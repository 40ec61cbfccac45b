"""The kernel app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Register the app under its plain name."""

    name = "kernel"
