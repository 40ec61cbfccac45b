"""The addresses of the REST contract, version 1."""

from django.urls import path, re_path

from cases.api import clues
from config.api import not_found
from reports.api.metrics import MetricView


urlpatterns = [
    path("clues", clues.ClueList.as_view()),
    path("clues/<str:pk>", clues.ClueDetail.as_view()),
    path("clues/<str:pk>/actions", clues.ClueActions.as_view()),
    path("clues/<str:pk>/actions/<str:name>", clues.ClueAction.as_view()),
    path("clues/<str:pk>/timeline", clues.ClueTimeline.as_view()),
    path("metrics", MetricView.as_view()),
    re_path(r"^.*$", not_found),
]
