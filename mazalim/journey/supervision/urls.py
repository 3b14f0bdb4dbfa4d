"""Addresses of supervision."""

from django.urls import path

from mazalim.journey.supervision import views

app_name = "supervision"
urlpatterns = [
    path("absences/", views.absences, name="absences"),
    path("absences/<int:absence_id>/back/", views.take_back, name="take_back"),
    path("hand-over/<int:officer_id>/", views.hand_over, name="hand_over"),
    path("board/mass-closing/", views.mass_closing, name="mass_closing"),
    path("board/mass-closing/cases/", views.closed_that_day, name="closed_that_day"),
    path("board/contradicted/", views.contradicted, name="contradicted"),
    path("board/country/", views.country, name="country"),
    path("board/country/<str:code>/", views.country_body, name="country_body"),
]
