"""The sectors by which a long list of categories is divided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.directory.models import Category
from mazalim.web import formats

SECTORS: Mapping[str, Promise] = {
    "municipality": _("Streets, rubbish and parks"),
    "water": _("Water and sewers"),
    "electricity": _("Electricity"),
    "health": _("Health"),
    "education": _("Schools"),
    "higher_education": _("Universities"),
    "interior": _("Identity papers, vehicles and police"),
    "justice": _("Courts, land registers and prisons"),
    "labour": _("Work and social aid"),
    "finance": _("Salaries, pensions and taxes"),
    "transport": _("Transport and road safety"),
    "communications": _("Post, telephone and internet"),
    "housing": _("Housing and building"),
    "trade": _("Prices, shops and businesses"),
    "agriculture": _("Farming"),
    "environment": _("Environment"),
    "culture": _("Heritage, sport and youth"),
    "religious": _("Religious affairs"),
    "any": _("How an office works, and everything else"),
}


@dataclass(frozen=True)
class SectorRow:
    """One sector of the list, with what lies in it."""

    code: str
    label: str | Promise
    categories: str
    is_chosen: bool


def sector_rows(sectors: Mapping[str, Sequence[Category]], *, chosen: Category | None) -> list[SectorRow]:
    """The rows; a sector that a profile adds is called by its first category."""
    rows = []
    for code, categories in sectors.items():
        names = [formats.in_language(category.names)[0] for category in categories]
        joined = ("، " if formats.language() in {"ar", "ckb"} else ", ").join(names)
        rows.append(SectorRow(code, SECTORS.get(code, names[0]), joined, chosen is not None and chosen.sector == code))
    return rows
