"""The address of the page on which anybody checks a receipt."""

from django.urls import path

from mazalim.proof.receipts import views

app_name = "receipts"
urlpatterns = [path("", views.verify, name="verify")]
