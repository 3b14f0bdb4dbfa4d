"""The product's addresses, and those of the demonstration as well."""

from importlib.util import find_spec

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

if find_spec("mazalim.demo") and find_spec("mazalim.demo.urls"):
    urlpatterns = [path("demo/", include("mazalim.demo.urls")), *urlpatterns]
