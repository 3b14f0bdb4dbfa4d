"""The administrators' pages."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """Bodies, desks, officers and their roles, and the list of every change."""

    name = "mazalim.administration"
    label = "administration"
