"""Which queue the messages of each task go to, and how long a task of that queue may take.

Queues are kinds of work, so that an import or a large report never keeps a fresh clue waiting.
"""

ROUTES: dict[str, str] = {
    "cases.route_clue": "routing",
    "cases.sweep_clocks": "clocks",
    "cases.recompute_clocks": "clocks",
    "cases.sweep_missed_reports": "clocks",
    "supervision.climb_ladders": "clocks",
    "kernel.republish_due": "clocks",
    "cases.tell_those_concerned": "notices",
    "cases.send_reminder": "notices",
    "cases.draft_reminders": "notices",
    "cases.remind_of_diaries": "notices",
    "supervision.draft_supervision_letter": "notices",
    "supervision.propose_referral": "notices",
    "supervision.remind_of_reports": "notices",
    "kernel.seal_logs": "figures",
    "reports.follow_log": "figures",
    "reports.take_weekly_reports": "reports",
    "reports.take_monthly_reports": "reports",
    "reports.take_mechanism_reports": "reports",
    "reports.take_daily_reports": "reports",
    "cases.destroy_file": "files",
    "cases.remove_unnamed_files": "files",
    "kernel.purge_old_rows": "files",
    "kernel.make_months_ahead": "files",
    "config.anchor_logs": "files",
    "cases.load_ledger_chunk": "imports",
    "cases.take_source_into_handling": "imports",
    # The mark goes to each queue in turn, by name.
    "kernel.mark_queue": "clocks",
}
# Seconds after which a task is told to end, and after which its process is ended.
LIMITS: dict[str, tuple[int, int]] = {
    "routing": (30, 40),
    "clocks": (240, 300),
    "notices": (30, 40),
    "figures": (60, 90),
    "reports": (540, 600),
    "files": (240, 300),
    "imports": (240, 300),
}


def routes() -> dict[str, dict[str, str]]:
    """As CELERY_TASK_ROUTES takes them."""
    return {task: {"queue": queue} for task, queue in ROUTES.items()}


def limits() -> dict[str, dict[str, int]]:
    """As CELERY_TASK_ANNOTATIONS takes them."""
    return {
        task: dict(zip(("soft_time_limit", "time_limit"), LIMITS[queue], strict=True)) for task, queue in ROUTES.items()
    }
