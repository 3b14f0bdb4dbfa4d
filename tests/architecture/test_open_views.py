"""Every page is closed to whoever has not signed in, but for those named here."""

from importlib import import_module
from pathlib import Path

from django.urls import URLPattern, get_resolver

from tests.architecture.house import expect_none

OPEN = set((Path(__file__).parent / "lists" / "open_views.txt").read_text("utf-8").split())


def _views(patterns, namespace=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _views(entry.url_patterns, inner)


def _ours():
    for name, view in _views(get_resolver("config.urls").url_patterns):
        if view.__module__.startswith("mazalim."):
            yield name, view


def _is_open(view):
    return not getattr(view, "login_required", True)


def test_the_open_views_are_those_named_in_the_list():
    there = {name for name, view in _ours() if _is_open(view)}
    expect_none(
        [f"{name} opens itself to everybody; if it should, name it in tests/architecture/lists/open_views.txt" for name in there - OPEN]
        + [f"{name} is named in tests/architecture/lists/open_views.txt, but there is no such open view" for name in OPEN - there],
        most=200,
    )


def test_every_view_has_a_name():
    expect_none(view.__qualname__ for name, view in _ours() if name.endswith("None"))


def test_every_view_says_which_methods_it_takes():
    silent = []
    for name, view in _ours():
        module = import_module(view.__module__)
        source = Path(module.__file__ or "").read_text("utf-8")
        before = source.split(f"\ndef {view.__name__}(")[0].rsplit("\n\n", 1)[-1]
        if "require_" not in before:
            silent.append(name)
    expect_none(silent)
