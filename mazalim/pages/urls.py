"""Addresses of the public pages."""

from django.urls import path

from mazalim.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("questions/", views.questions, name="questions"),
    path("privacy/", views.long_text, {"code": "privacy"}, name="privacy"),
    path("accessibility/", views.long_text, {"code": "accessibility"}, name="accessibility"),
    path("contact/", views.contact, name="contact"),
]
