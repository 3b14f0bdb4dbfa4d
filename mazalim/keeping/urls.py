"""Addresses for machines that watch."""

from django.urls import path

from mazalim.keeping import views

app_name = "keeping"
urlpatterns = [
    path("ready/", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
