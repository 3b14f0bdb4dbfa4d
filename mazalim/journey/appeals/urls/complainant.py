"""Addresses of the complainant's appeal."""

from django.urls import path

from mazalim.journey.appeals.views import complainant

app_name = "appeals"
urlpatterns = [
    path("file/appeal/", complainant.appeal, name="appeal"),
    path("file/appeal/done/", complainant.done, name="done"),
    path("file/appeal/withdraw/", complainant.withdraw, name="withdraw"),
]
