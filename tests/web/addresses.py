"""Addresses for trying the shell alone: a plain page, a form, an officer's page, a page that fails."""

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from mazalim.web.views import conflict, health, personal, unavailable

handler400 = "mazalim.web.views.bad_request"
handler403 = "mazalim.web.views.forbidden"
handler404 = "mazalim.web.views.not_found"
handler500 = "mazalim.web.views.server_error"

PAGE = """{% extends "web/base.html" %}{% block title %}A page{% endblock %}
{% block content %}{% error_summary form %}<h1>A page</h1>{% endblock %}"""


class Question(forms.Form):
    name = forms.CharField()


@login_not_required
@personal
def page(request: HttpRequest) -> HttpResponse:
    form = Question(request.POST or None)
    if "news" in request.GET:
        messages.info(request, "<news>")
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


@login_not_required
def office(request: HttpRequest) -> HttpResponse:
    standing = {"name": "N. Rashid", "works_cases": True, "is_central": False, "is_supervisor": False, "desk_names": [{"en": "Roads desk"}]}
    return render(request, "web/staff.html", {"standing": standing})


@login_not_required
def fails(request: HttpRequest, how: str) -> HttpResponse:
    if how == "conflict":
        return conflict(request, explanation="Somebody took it.", back="/en/page/")
    if how == "unavailable":
        return unavailable(request)
    raise {"bad": SuspiciousOperation, "forbidden": PermissionDenied, "broken": RuntimeError}[how]


urlpatterns = [
    path("health/", health, name="health"),
    *i18n_patterns(path("page/", page, name="page"), path("office/", office), path("fails/<str:how>/", fails)),
]
