"""Addresses of the complainant's own pages."""

from django.urls import path

from mazalim.journey.tracking import views

app_name = "tracking"
urlpatterns = [
    path("", views.enter, name="enter"),
]
