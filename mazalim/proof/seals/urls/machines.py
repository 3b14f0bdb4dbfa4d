"""Addresses that mirrors and verifiers read; they stay as they are, whatever becomes of the pages."""

from django.urls import path

from mazalim.proof.seals import views

app_name = "seals"
urlpatterns = [
    path("latest.json", views.latest, name="latest"),
    path("key.pem", views.key, name="key"),
    path("consistency.json", views.consistency, name="consistency"),
    path("feed", views.feed, name="feed"),
    path("seals.jsonl", views.lines, name="lines"),
    path("number/<int:number>.json", views.numbered, name="numbered"),
    path("<str:day>.json", views.of_day, name="of_day"),
]
