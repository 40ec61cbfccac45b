"""The addresses of the REST contract, version 1."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cases.api import attachments, clues, inspections, satchels, sources, tasks
from config import api_changes, api_lists
from config.api import not_found
from reports.api import disclosures
from reports.api import reports as api_reports
from reports.api import texts as api_texts
from reports.api.metrics import MetricView
from supervision.api import referrals

urlpatterns = [
    path("clues", clues.ClueList.as_view()),
    path("clues/batch", sources.ClueBatch.as_view()),
    path("sources/<str:system>/clues/<path:external_id>", sources.SourceClue.as_view()),
    path("clues/<str:pk>", clues.ClueDetail.as_view()),
    path("clues/<str:pk>/actions", clues.ClueActions.as_view()),
    path("clues/<str:pk>/actions/<str:name>", clues.ClueAction.as_view()),
    path("clues/<str:pk>/timeline", clues.ClueTimeline.as_view()),
    path("clues/<str:pk>/attachments", attachments.ClueAttachments.as_view()),
    path("attachments/<str:pk>", attachments.AttachmentBytes.as_view()),
    path("changes", api_changes.Changes.as_view()),
    path("changes/reconcile", api_changes.Reconciliation.as_view()),
    path("inspections", inspections.InspectionList.as_view()),
    path("inspections/<str:pk>", inspections.InspectionDetail.as_view()),
    path("batches", inspections.BatchList.as_view()),
    path("batches/<str:pk>", inspections.BatchDetail.as_view()),
    path("batches/<str:pk>/orders", inspections.BatchOrders.as_view()),
    path("batches/<str:pk>/scans", inspections.BatchScans.as_view()),
    path("referrals", referrals.ReferralList.as_view()),
    path("referrals/<str:pk>", referrals.ReferralDetail.as_view()),
    path("referrals/<str:pk>/actions", referrals.ReferralActions.as_view()),
    path("referrals/<str:pk>/actions/<str:name>", referrals.ReferralAction.as_view()),
    path("referrals/<str:pk>/materials", referrals.ReferralMaterials.as_view()),
    path("referrals/<str:pk>/materials/<str:material>", referrals.MaterialBytes.as_view()),
    path("referrals/<str:pk>/package", referrals.ReferralPackage.as_view()),
    path("tasks", tasks.TaskList.as_view()),
    path("tasks/<str:pk>", tasks.TaskDetail.as_view()),
    path("tasks/<str:pk>/actions", tasks.TaskActions.as_view()),
    path("tasks/<str:pk>/actions/<str:name>", tasks.TaskAction.as_view()),
    path("tasks/<str:pk>/timeline", tasks.TaskTimeline.as_view()),
    path("tasks/<str:pk>/progress", tasks.TaskProgress.as_view()),
    path("tasks/<str:pk>/milestones", tasks.TaskMilestones.as_view()),
    path("tasks/<str:pk>/acceptances", tasks.TaskAcceptances.as_view()),
    path("tasks/<str:pk>/files/<str:file>", tasks.TaskFileBytes.as_view()),
    path("tasks/<str:pk>/diary", satchels.TaskDiary.as_view()),
    path("satchels/<str:pk>", satchels.SatchelDetail.as_view()),
    path("satchels/<str:pk>/actions", satchels.SatchelActions.as_view()),
    path("satchels/<str:pk>/actions/<str:name>", satchels.SatchelAction.as_view()),
    path("tasks/<str:pk>/look-backs", tasks.TaskLookBacks.as_view()),
    path("metrics", MetricView.as_view()),
    path("disclosures", disclosures.DisclosureList.as_view()),
    path("disclosures/<str:pk>", disclosures.DisclosureDetail.as_view()),
    path("disclosures/<str:pk>/actions", disclosures.DisclosureActions.as_view()),
    path("disclosures/<str:pk>/actions/<str:name>", disclosures.DisclosureAction.as_view()),
    path("disclosures/<str:pk>/rows", disclosures.DisclosureRows.as_view()),
    path("disclosures/<str:pk>/file", disclosures.DisclosureFileBytes.as_view()),
    path("reports", api_reports.ReportList.as_view()),
    path("reports/check", api_texts.TextCheck.as_view()),
    path("reports/templates", api_texts.TextTemplates.as_view()),
    path("reports/recipients", api_texts.Recipients.as_view()),
    path("reports/<str:pk>", api_reports.ReportDetail.as_view()),
    path("reports/<str:pk>/file", api_reports.ReportFileBytes.as_view()),
    path("reports/<str:pk>/text", api_texts.TextDetail.as_view()),
    path("reports/<str:pk>/receipts", api_texts.Receipts.as_view()),
    path("reports/<str:pk>/actions", api_texts.TextActions.as_view()),
    path("reports/<str:pk>/actions/<str:name>", api_texts.TextAction.as_view()),
    path("codes", api_lists.Codes.as_view()),
    path("regions", api_lists.Regions.as_view()),
    path("agencies", api_lists.Agencies.as_view()),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    re_path(r"^.*$", not_found),
]
