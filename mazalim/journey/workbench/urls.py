from django.urls import path

from mazalim.journey.workbench import views

app_name = "workbench"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("desk/", views.desk, name="desk"),
    path("board/", views.board, name="board"),
    path("cases/<str:case_number>/", views.case, name="case"),
    path("cases/<str:case_number>/enclosures/<uuid:public_id>/", views.enclosure, name="enclosure"),
    path("cases/<str:case_number>/enclosures/<uuid:public_id>/look/", views.preview, name="preview"),
]
