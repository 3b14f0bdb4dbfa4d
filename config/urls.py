"""Every address: the doors of machines, which do not begin with a language, and the pages for people."""

from django.conf import settings
from django.urls import include, path

from config import pages
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
    *pages.urlpatterns,
]
