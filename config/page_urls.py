"""The addresses of pages. Nothing below `api/` belongs here."""

from django.urls import path, re_path

from agencies.web import sessions
from cases.web import (
    actions,
    clues,
    desk,
    exports,
    handovers,
    inspections,
    ledgers,
    papers,
    registration,
    task_actions,
    task_plans,
    tasks,
)
from config import pages
from config.admin_urls import urlpatterns as administration
from config.supervision_urls import urlpatterns as supervision
from reports.web import dashboard
from reports.web import reports as report_register

urlpatterns = [
    path("", pages.home),
    path("login", sessions.sign_in),
    path("logout", sessions.sign_out),
    path("post", sessions.choose_post),
    path("language", sessions.choose_language),
    path("password", sessions.change_password),
    path("desk", desk.desk),
    path("desk/confirm", desk.confirm_proposals),
    path("desk/read", desk.read_inbox),
    path("clues/", clues.clue_list),
    path("clues/new", registration.new_clue),
    path("clues/export.xlsx", exports.export_clues, {"kind": "xlsx"}),
    path("clues/export.csv", exports.export_clues, {"kind": "csv"}),
    path("clues/<str:pk>", clues.clue_detail),
    path("clues/<str:pk>/attachments", registration.add_files),
    path("clues/<str:pk>/actions/<str:name>", actions.clue_action),
    path("clues/<str:pk>/papers/<str:name>", papers.clue_paper),
    path("inspections/", inspections.inspection_list),
    path("inspections/new", inspections.new_inspection),
    path("inspections/<str:pk>", inspections.inspection_detail),
    path("inspections/<str:pk>/batches/new", inspections.new_batch),
    path("inspections/<str:pk>/documents/new", inspections.new_record, {"kind": "documents"}),
    path("inspections/<str:pk>/meetings/new", inspections.new_record, {"kind": "meetings"}),
    path("batches/<str:pk>", inspections.batch_detail),
    path("batches/<str:pk>/orders", inspections.load_orders),
    path("handover", handovers.handover),
    path("import", ledgers.imports),
    path("import/<str:pk>", ledgers.one_import),
    path("import/<str:pk>/apply", ledgers.apply_differences),
    path("import/<str:pk>/withdraw", ledgers.withdraw),
    path("import/<str:pk>/match", ledgers.match),
    path("import/<str:pk>/refused.csv", ledgers.refused_rows),
    *administration,
    *supervision,
    path("dashboard", dashboard.dashboard),
    path("dashboard/rows", dashboard.rows),
    path("tasks/", tasks.task_list),
    path("tasks/new", task_plans.new_task),
    path("tasks/missed", tasks.missed_reports),
    path("tasks/<str:pk>", tasks.task_detail),
    path("tasks/<str:pk>/edit", task_plans.edit_task),
    path("tasks/<str:pk>/actions/<str:name>", task_actions.task_action),
    path("reports/", report_register.report_list),
    path("reports/take", report_register.take),
    path("reports/supervision", papers.supervision_list),
    path("reports/meeting", papers.meeting_list),
    path("reports/<str:pk>", report_register.report_detail),
    path("reports/<str:pk>/file", report_register.report_file),
    re_path(r"^(?!api/|static/|healthz$|readyz$).*$", pages.nothing_here),
]
