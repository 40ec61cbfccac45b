"""A delivery names its Celery task and queue, when its message was sent, and the event or the turn that it follows from."""

from django.db import migrations, models

# What waited under the name of a function waits under the name of the task that took its place.
RENAMED = {
    "cases.subscribers.route_clue": ("cases.route_clue", "routing"),
    "cases.subscribers.tell_those_concerned": ("cases.tell_those_concerned", "notices"),
    "cases.subscribers.recompute_clocks": ("cases.recompute_clocks", "clocks"),
    "cases.subscribers.send_reminder": ("cases.send_reminder", "notices"),
    "cases.subscribers.destroy_file": ("cases.destroy_file", "files"),
    "cases.subscribers.load_ledger": ("cases.load_ledger_chunk", "imports"),
    "cases.subscribers.start_handling_source": ("cases.take_source_into_handling", "imports"),
    "supervision.subscribers.draft_supervision_letter": ("supervision.draft_supervision_letter", "notices"),
    "supervision.subscribers.propose_referral": ("supervision.propose_referral", "notices"),
}
RENAME = "\n".join(
    f"UPDATE kernel_delivery SET task = '{new}', queue = '{queue}' WHERE task = '{old}';"  # noqa: S608 -- the names above
    for old, (new, queue) in RENAMED.items()
)
UNNAMED = "\n".join(
    f"UPDATE kernel_delivery SET task = '{old}' WHERE task = '{new}';"  # noqa: S608 -- as above
    for old, (new, _queue) in RENAMED.items()
)
# A row is due, and its message on its way, by the database's clock; one that was tried waits as it was told to.
BY_OUR_CLOCK = """
CREATE OR REPLACE FUNCTION kernel_due_by_our_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.run_at := least(NEW.run_at, clock_timestamp());
    NEW.sent_at := clock_timestamp();
    RETURN NEW;
END $$;
"""
DUE_ALONE = """
CREATE OR REPLACE FUNCTION kernel_due_by_our_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.run_at := least(NEW.run_at, clock_timestamp());
    RETURN NEW;
END $$;
"""
WAITING = models.Q(("dead_at__isnull", True), ("done_at__isnull", True))
BY_EVENT = models.Q(("event_id__isnull", False), ("turn_at__isnull", True))
BY_TURN = models.Q(("event_id__isnull", True), ("turn_at__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_what_waits_waits_by_the_databases_clock")]
    operations = [
        migrations.DeleteModel("Slot"),
        migrations.RemoveIndex("delivery", "delivery_waiting"),
        migrations.RemoveIndex("delivery", "delivery_order_per_record"),
        migrations.RemoveConstraint("delivery", "one_delivery_per_subscriber"),
        migrations.RenameField("delivery", "subscriber", "task"),
        migrations.RemoveField("delivery", "lease"),
        migrations.AlterField("delivery", "event_id", models.UUIDField(null=True)),
        migrations.AddField("delivery", "turn_at", models.DateTimeField(null=True)),
        migrations.AddField("delivery", "queue", models.TextField(default="clocks"), preserve_default=False),
        migrations.AddField(
            "delivery",
            "sent_at",
            models.DateTimeField(default="2020-01-01T00:00:00Z"),
            preserve_default=False,
        ),
        migrations.RunSQL(RENAME, UNNAMED),
        migrations.RunSQL(BY_OUR_CLOCK, DUE_ALONE),
        migrations.AddConstraint(
            "delivery", models.CheckConstraint(condition=BY_EVENT | BY_TURN, name="delivery_has_one_cause")
        ),
        migrations.AddConstraint(
            "delivery", models.UniqueConstraint(fields=["event_id", "task"], name="one_delivery_per_task")
        ),
        migrations.AddConstraint(
            "delivery", models.UniqueConstraint(fields=["task", "turn_at"], name="one_delivery_per_turn")
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(condition=WAITING, fields=["queue", "run_at", "id"], name="delivery_waiting"),
        ),
        migrations.AddIndex(
            "delivery", models.Index(condition=WAITING, fields=["key", "task", "id"], name="delivery_order_per_record")
        ),
    ]
