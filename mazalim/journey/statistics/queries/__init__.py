"""What the public sees, worked out from figures alone."""

from mazalim.journey.statistics.queries.bodies import BodiesPage, BodyPage, bodies_page, bodies_table, body_page
from mazalim.journey.statistics.queries.country import Country, CountryPage, country_in, country_page
from mazalim.journey.statistics.queries.kept import drawn, kept
from mazalim.journey.statistics.queries.news import LastMonth, NationalFigures, last_month_strip, national_figures
from mazalim.journey.statistics.queries.tables import Column, Headline, Months, Row, Scores, Table

__all__ = [
    "BodiesPage",
    "BodyPage",
    "Column",
    "Country",
    "CountryPage",
    "Headline",
    "LastMonth",
    "Months",
    "NationalFigures",
    "Row",
    "Scores",
    "Table",
    "bodies_page",
    "bodies_table",
    "body_page",
    "country_in",
    "country_page",
    "drawn",
    "kept",
    "last_month_strip",
    "national_figures",
]
