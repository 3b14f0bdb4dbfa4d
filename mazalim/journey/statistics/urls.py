"""Addresses of the public figures."""

from django.urls import path

from mazalim.journey.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("<slug:table>.csv", views.country_csv, name="country_csv"),
    path("<str:code>/", views.body, name="body"),
    path("<str:code>/<slug:table>.csv", views.body_csv, name="body_csv"),
]
