"""Addresses of officers' acts."""

from django.urls import path

from mazalim.journey.casework.views import deciding, holding, placing, revealing

app_name = "casework"
urlpatterns = [
    path("cases/<str:case_number>/take/", holding.take, name="take"),
    path("cases/<str:case_number>/assign/", holding.assign, name="assign"),
    path("cases/<str:case_number>/note/", holding.note, name="note"),
    path("cases/<str:case_number>/ask/", holding.ask, name="ask"),
    path("cases/<str:case_number>/refer/", placing.refer, name="refer"),
    path("cases/<str:case_number>/categorise/", placing.categorise, name="categorise"),
    path("cases/<str:case_number>/propose-refusal/", deciding.propose_refusal, name="propose_refusal"),
    path("cases/<str:case_number>/refusal/", deciding.refusal, name="refusal"),
    path("cases/<str:case_number>/extend/", deciding.extend, name="extend"),
    path("cases/<str:case_number>/reveal/", revealing.reveal, name="reveal"),
]
