"""Addresses at which officers read: work, desk, lists taken out, a case."""

from django.urls import path

from mazalim.journey.workbench import views

app_name = "workbench"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("desk/", views.desk, name="desk"),
    path("desk/export/", views.export, name="export"),
    path("exports/<uuid:public_id>/", views.export_made, name="export_made"),
    path("exports/<uuid:public_id>/file/", views.export_file, name="export_file"),
    path("desk/views/", views.views, name="views"),
    path("desk/views/save/", views.save_view, name="save_view"),
    path("desk/views/<int:view_id>/", views.change_view, name="change_view"),
    path("desk/views/<int:view_id>/delete/", views.delete_view, name="delete_view"),
    path("board/", views.board, name="board"),
    path("audit/exports/", views.audit_exports, name="audit_exports"),
    path("audit/conflicts/", views.audit_conflicts, name="audit_conflicts"),
    path("cases/<str:case_number>/", views.case, name="case"),
    path("cases/<str:case_number>/file/", views.case_paper, name="case_paper"),
    path("cases/<str:case_number>/letters/<int:entry>/", views.letter, name="letter"),
    path("cases/<str:case_number>/enclosures/<uuid:public_id>/", views.enclosure, name="enclosure"),
    path("cases/<str:case_number>/enclosures/<uuid:public_id>/look/", views.preview, name="preview"),
]
