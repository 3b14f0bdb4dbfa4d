"""Which address belongs to which room, of the pages that people read. They begin with the language.

Apart from the machines' doors, because a worker writes addresses of pages into letters and has no use for the API, which takes 18 MB.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("", include("mazalim.pages.urls")),
    path("verify/", include("mazalim.proof.receipts.urls")),
    path("seals/", include("mazalim.proof.seals.urls.people")),
    path("complain/", include("mazalim.journey.intake.urls.complainant")),
    path("follow/", include("mazalim.journey.tracking.urls")),
    path("follow/", include("mazalim.journey.satisfaction.urls")),
    path("follow/", include("mazalim.journey.appeals.urls.complainant")),
    path("", include("mazalim.journey.systemic.urls")),  # before the figures, whose addresses end in any body's code
    path("figures/", include("mazalim.journey.statistics.urls")),
    path("office/administration/", include("mazalim.administration.urls")),
    path("office/", include("mazalim.accounts.urls.office")),
    path("office/", include("mazalim.journey.intake.urls.office")),
    path("office/", include("mazalim.journey.workbench.urls")),
    path("office/", include("mazalim.journey.supervision.urls")),
    path("office/", include("mazalim.journey.routing.urls")),
    path("office/", include("mazalim.journey.casework.urls")),
    path("office/", include("mazalim.journey.replies.urls")),
    path("office/", include("mazalim.journey.appeals.urls.office")),
)
