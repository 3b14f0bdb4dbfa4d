"""The loaded policy of the profile."""

from django.apps import AppConfig


class CountryConfig(AppConfig):
    """Policy, calendar, questions and answers, and page texts of the country that this installation serves."""

    name = "mazalim.country"
    label = "country"
