"""Addresses of replies: points, draft, approval, promises, standard texts."""

from django.urls import path

from mazalim.journey.replies.views import deciding, drafting, papers, pointing, promising, splitting, texts

app_name = "replies"
urlpatterns = [
    path("cases/<str:case_number>/points/", pointing.points, name="points"),
    path("cases/<str:case_number>/split/", splitting.split, name="split"),
    path("cases/<str:case_number>/reply/", drafting.draft, name="draft"),
    path("cases/<str:case_number>/reply/begin-with-lead/", splitting.begin_with_lead, name="begin_with_lead"),
    path("cases/<str:case_number>/reply/look/", drafting.preview, name="preview"),
    path("cases/<str:case_number>/reply/letter/", papers.draft_letter, name="draft_letter"),
    path("cases/<str:case_number>/reply/take-over/", drafting.take_over, name="take_over"),
    path("cases/<str:case_number>/reply/approve/", deciding.approve, name="approve"),
    path("cases/<str:case_number>/commitments/<int:commitment_id>/", promising.keep, name="keep"),
    path("approvals/", deciding.approvals, name="approvals"),
    path("commitments/", promising.commitments, name="commitments"),
    path("texts/", texts.texts, name="texts"),
    path("texts/new/", texts.write, name="write_text"),
    path("texts/<int:text_id>/", texts.text, name="text"),
    path("texts/<int:text_id>/change/", texts.change, name="change_text"),
    path("texts/<int:text_id>/archive/", texts.archive, name="archive_text"),
]
