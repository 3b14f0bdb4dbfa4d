"""Addresses of what the complainant says of the reply."""

from django.urls import path

from mazalim.journey.satisfaction import views

app_name = "satisfaction"
urlpatterns = [
    path("file/rate/", views.rate, name="rate"),
    path("file/confirm/", views.confirm, name="confirm"),
    path("file/reopen/", views.reopen, name="reopen"),
    path("file/promises/<int:reply>/<int:number>/", views.dispute, name="dispute"),
]
