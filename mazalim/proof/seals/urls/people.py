"""The address of the page on the seals."""

from django.urls import path

from mazalim.proof.seals import views

app_name = "proof"
urlpatterns = [path("", views.page, name="seals")]
