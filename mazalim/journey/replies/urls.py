from django.urls import path

from mazalim.journey.replies import views

app_name = "replies"
urlpatterns = [
    path("cases/<str:case_number>/reply/", views.draft, name="draft"),
    path("cases/<str:case_number>/reply/look/", views.preview, name="preview"),
    path("cases/<str:case_number>/reply/take-over/", views.take_over, name="take_over"),
    path("cases/<str:case_number>/reply/approve/", views.approve, name="approve"),
    path("cases/<str:case_number>/commitments/<int:commitment_id>/", views.keep, name="keep"),
    path("approvals/", views.approvals, name="approvals"),
    path("commitments/", views.commitments, name="commitments"),
]
