"""Addresses of the counter."""

from django.urls import path

from mazalim.journey.intake.views.counter import beginning

app_name = "counter"
urlpatterns = [path("counter/", beginning.begin, name="begin")]
