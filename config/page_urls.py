"""The addresses of pages. Nothing below `api/` belongs here."""

from django.urls import path, re_path

from agencies.web import deliveries, sessions, tokens
from cases.web import actions, clues, desk, exports, handovers, inspections, ledgers, papers, registration
from config import pages
from reports.web import dashboard
from reports.web import pages as report_pages
from supervision.web import drafting, referrals

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
    path("tokens", tokens.tokens),
    path("tokens/<int:pk>/revoke", tokens.revoke),
    path("dead-letters", deliveries.dead_letters),
    path("dead-letters/<int:pk>/replay", deliveries.replay),
    path("dashboard", dashboard.dashboard),
    path("dashboard/rows", dashboard.rows),
    path("tasks/", report_pages.tasks),
    path("referrals/", referrals.referral_list),
    path("referrals/new", drafting.new_referral),
    path("referrals/readings", referrals.readings),
    path("referrals/<str:pk>", referrals.referral_detail),
    path("referrals/<str:pk>/actions/<str:name>", drafting.referral_action),
    path("referrals/<str:pk>/materials", referrals.add_files),
    path("referrals/<str:pk>/materials/<str:material>", referrals.material_bytes),
    path("referrals/<str:pk>/package.zip", referrals.package),
    path("referrals/<str:pk>/receipt", referrals.receipt),
    path("referrals/<str:pk>/hands", referrals.hands),
    path("reports/", report_pages.reports),
    path("reports/supervision", papers.supervision_list),
    path("reports/meeting", papers.meeting_list),
    re_path(r"^(?!api/|static/|healthz$|readyz$).*$", pages.nothing_here),
]
