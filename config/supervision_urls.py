"""The addresses of supervision's pages."""

from django.urls import path

from reports.web import unit_figures
from supervision.web import (
    accountability,
    drafting,
    ladder,
    letters,
    mechanism,
    proposals,
    referrals,
    sections,
)

urlpatterns = [
    path("referrals/", referrals.referral_list),
    path("referrals/new", drafting.new_referral),
    path("referrals/readings", referrals.readings),
    path("referrals/figures", unit_figures.unit_figures),
    path("referrals/<str:pk>", referrals.referral_detail),
    path("referrals/<str:pk>/actions/<str:name>", drafting.referral_action),
    path("referrals/<str:pk>/materials", referrals.add_files),
    path("referrals/<str:pk>/materials/<str:material>", referrals.material_bytes),
    path("referrals/<str:pk>/package.zip", referrals.package),
    path("referrals/<str:pk>/receipt", referrals.receipt),
    path("referrals/<str:pk>/hands", referrals.hands),
    path("referrals/<str:pk>/papers/<str:paper>", referrals.paper),
    path("letters/", letters.letter_list),
    path("letters/new", letters.new_letter),
    path("letters/<str:pk>", letters.letter_detail),
    path("letters/<str:pk>/file.<str:form>", letters.letter_file),
    path("letters/<str:pk>/actions/<str:name>", letters.letter_action),
    path("proposals/", proposals.proposal_list),
    path("proposals/<str:pk>", proposals.proposal_detail),
    path("proposals/<str:pk>/actions/<str:name>", proposals.proposal_action),
    path("joint/", mechanism.board),
    path("joint/items/new", mechanism.new_item),
    path("joint/inspections/new", mechanism.new_inspection),
    path("joint/interviews/new", mechanism.new_interview),
    path("joint/totals/new", mechanism.new_total),
    path("interviews/<str:pk>", mechanism.interview_detail),
    path("interviews/<str:pk>/actions/<str:name>", mechanism.interview_action),
    path("accountability/", accountability.accountability),
    path("accountability/new", accountability.new_notice),
    path("sections/", sections.sections),
    path("ladder/", ladder.ladders),
    path("ladder/<int:pk>", ladder.edit_step),
    path("ladder/<str:record>/<str:clock>/new", ladder.new_step),
]
