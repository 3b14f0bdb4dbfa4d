"""Addresses of systemic issues: in the office, and the page for everybody."""

from django.urls import path

from mazalim.journey.systemic import views

app_name = "systemic"
urlpatterns = [
    path("figures/you-said/", views.you_said, name="you_said"),
    path("office/systemic/", views.issues, name="issues"),
    path("office/systemic/new/", views.open_issue, name="open"),
    path("office/systemic/<int:pk>/", views.issue, name="issue"),
    path("office/systemic/<int:pk>/change/", views.change, name="change"),
    path("office/systemic/<int:pk>/cases/", views.tie, name="tie"),
    path("office/systemic/<int:pk>/mend/", views.mend, name="mend"),
    path("office/systemic/<int:pk>/end/", views.end, name="end"),
    path("office/cases/<str:case_number>/systemic/", views.tie_case, name="tie_case"),
]
