"""When the program starts, the kernel learns who hears what."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires the kernel to the apps above it."""

    name = "config"

    def ready(self) -> None:
        """Hand over subscriptions and logs."""
        from config import approvals, checks, nouns, openapi, tasks  # noqa: F401, PLC0415 -- app ready
        from config.logs import LOGS  # noqa: PLC0415 -- app ready
        from config.news import publish_all  # noqa: PLC0415 -- app ready
        from config.subscriptions import SUBSCRIPTIONS  # noqa: PLC0415 -- app ready
        from kernel import deliveries, seals  # noqa: PLC0415 -- app ready
        from kernel import tasks as kernel_tasks  # noqa: F401, PLC0415 -- each process knows every task
        from reports import tasks as report_tasks  # noqa: F401, PLC0415 -- as above

        publish_all()
        deliveries.subscribe(SUBSCRIPTIONS)
        seals.follow(LOGS)
