"""The pages of supervision."""

from mazalim.journey.supervision.views.absences import absences, take_back
from mazalim.journey.supervision.views.closings import closed_that_day, contradicted, mass_closing
from mazalim.journey.supervision.views.country import country, country_body
from mazalim.journey.supervision.views.handing import hand_over

__all__ = ["absences", "closed_that_day", "contradicted", "country", "country_body", "hand_over", "mass_closing", "take_back"]
