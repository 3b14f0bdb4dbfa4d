"""The machine's door. Its addresses do not begin with a language."""

from django.urls import URLPattern, include, path

from mazalim.api import views
from mazalim.api.contract import door


def _operations() -> list[URLPattern]:
    """Ninja's addresses, but for its own front page, each opened to machines."""
    patterns = [one for one in door.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in patterns:
        pattern.callback = views.for_machines(pattern.callback)
    return patterns


app_name = "api"
urlpatterns = [
    path("", views.reference, name="reference"),
    path("openapi.json", views.document, name="document"),
    path("v1/", include((_operations(), "machines"))),
    path("v1/<path:rest>", views.nothing_here, name="nothing_here"),
]
