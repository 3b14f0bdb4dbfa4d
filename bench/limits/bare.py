"""A view that does nothing: what the server itself costs. Run by granian as production runs the product."""

from collections.abc import Callable, Iterable

BODY = b"<!doctype html><title>bare</title>" + b"." * 8_000


def application(environ: dict[str, object], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """Plain WSGI."""
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))])
    return [BODY]
