"""Addresses of routing."""

from django.urls import path

from mazalim.journey.routing import views

app_name = "routing"
urlpatterns = [
    path("screening/", views.screening, name="screening"),
    path("rulings/", views.rulings, name="rulings"),
]
