"""Addresses of the desk that decides appeals."""

from django.urls import path

from mazalim.journey.appeals.views import office

app_name = "appeal_desk"
urlpatterns = [
    path("appeals/", office.appeals, name="appeals"),
    path("cases/<str:case_number>/appeal/", office.decide, name="decide"),
    path("cases/<str:case_number>/appeal/statement/", office.statement, name="statement"),
]
