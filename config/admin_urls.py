"""The addresses of whoever guards the system, and of the second half of signing in."""

from django.urls import path

from agencies.web import approvals, background, log, second_factors, tokens
from cases.web import expunctions, register

urlpatterns = [
    path("login/code", second_factors.ask_code),
    path("second-factor", second_factors.second_factor),
    path("prove", second_factors.prove),
    path("tokens", tokens.tokens),
    path("tokens/<int:pk>/revoke", tokens.revoke),
    path("tokens/collect/<str:pk>", tokens.collect),
    path("approvals", approvals.approvals),
    path("approvals/<str:pk>/agree", approvals.decide, {"name": "agree"}),
    path("approvals/<str:pk>/refuse", approvals.decide, {"name": "refuse"}),
    path("log", log.log),
    path("register/calendar", register.calendar),
    path("register/people/<str:pk>/password", register.password),
    path("register/<str:name>", register.rows),
    path("register/<str:name>/new", register.one_row),
    path("register/<str:name>/<str:pk>", register.one_row),
    path("expunctions", expunctions.expunctions),
    path("expunctions/<str:pk>/confirm", expunctions.decide, {"name": "confirm"}),
    path("expunctions/<str:pk>/refuse", expunctions.decide, {"name": "refuse"}),
    path("clues/<str:pk>/expunge", expunctions.ask_for_one),
    path("background", background.background_tasks),
    path("background/<int:pk>/again", background.again),
]
