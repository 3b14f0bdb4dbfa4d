"""Which address belongs to which room. Pages for people begin with the language; machines' doors do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from mazalim.web.views import health

handler400 = "mazalim.web.views.bad_request"
handler403 = "mazalim.web.views.forbidden"
handler404 = "mazalim.web.views.not_found"
handler500 = "mazalim.web.views.server_error"

urlpatterns = [
    path("health/", health, name="health"),
    path("", include("mazalim.keeping.urls")),
    path("api/", include("mazalim.api.urls")),
    path("seals/", include("mazalim.proof.seals.urls.machines")),
    path("sign-on/", include("mazalim.accounts.urls.provider")),
    *([path("demo/", include("mazalim.demo.urls"))] if settings.MAZALIM_DEMO else []),
    *i18n_patterns(
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
    ),
]
