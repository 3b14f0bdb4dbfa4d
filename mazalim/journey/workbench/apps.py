"""The workbench app."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.workbench"
    label = "workbench"
