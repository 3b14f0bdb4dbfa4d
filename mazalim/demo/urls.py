"""Addresses of the demonstration. They begin with no language, so that one address can be printed for everybody."""

from django.urls import path

from mazalim.demo import views

app_name = "demo"
urlpatterns = [
    path("post/", views.post, name="post"),
    path("post/<int:pk>/", views.letter, name="letter"),
    path("post/<int:pk>/html/", views.letter_html, name="letter_html"),
]
