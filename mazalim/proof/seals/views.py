"""The seals, for machines and for people. Everybody may read and keep them: they hold nothing of a case."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import etag, require_safe

from mazalim.common.canonical import canonical
from mazalim.common.clock import stamp
from mazalim.common.text import number_in
from mazalim.proof.keys import public_keys
from mazalim.proof.models import Seal
from mazalim.proof.seals import queries
from mazalim.proof.seals.rules import published_form
from mazalim.web.paging import LARGEST_KEY, cursor_in

SOON, LONG = 300, 86_400  # seconds that an answer may be kept: one that will change, one that never does
MOST_ITEMS, MOST_LINES = 50, 1_000

View = Callable[..., HttpResponseBase]


def kept(seconds: int) -> Callable[[View], View]:
    """Mark a view whose answer is the same for everybody: browsers and proxies may keep it."""

    def mark(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, public=True, max_age=seconds)
            response["Access-Control-Allow-Origin"] = "*"  # a verifier may be a page of somebody else
            return response

        return marked

    return mark


def _newest(request: HttpRequest, **kwargs: Any) -> str:
    """What changes when a seal is made."""
    newest = queries.newest_seal()
    return f'"{newest.number if newest else 0}"'


@login_not_required
@require_safe
@kept(SOON)
@etag(_newest)
def latest(request: HttpRequest) -> JsonResponse:
    """The newest seal."""
    return _answer(queries.newest_seal())


@login_not_required
@require_safe
@kept(SOON)
@etag(_newest)
def of_day(request: HttpRequest, day: str) -> JsonResponse:
    """The seal that closes a day, or the newest of a day that is not over."""
    try:
        seal = queries.seal_of(date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    return _answer(seal)


@login_not_required
@require_safe
@kept(SOON)
@etag(_newest)
def numbered(request: HttpRequest, number: int) -> JsonResponse:
    """One seal by its number."""
    return _answer(queries.seal_numbered(number) if number <= LARGEST_KEY else None)


@login_not_required
@require_safe
@kept(SOON)
@etag(_newest)
def lines(request: HttpRequest) -> StreamingHttpResponse:
    """The seals after a number, one a line and the oldest first, up to a thousand: what a mirror appends to its file."""
    seals = queries.seals_after(_number(request, "after") or 0, most=MOST_LINES)

    def spelled() -> Iterator[bytes]:
        for seal in seals:
            yield canonical(published_form(seal)) + b"\n"

    return StreamingHttpResponse(spelled(), content_type="application/jsonl; charset=utf-8")


@login_not_required
@require_safe
@kept(SOON)
@etag(_newest)
def feed(request: HttpRequest) -> HttpResponse:
    """The seals, the newest first, as a JSON feed (version 1.1) with pages."""
    before = _number(request, "before")
    seals = queries.seals_before(before, most=MOST_ITEMS + 1)
    home = settings.MAZALIM_ORIGIN
    said: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _("Seals"),
        "home_page_url": home + reverse("proof:seals"),
        "feed_url": home + request.get_full_path(),
        "items": [_item(seal, home) for seal in seals[:MOST_ITEMS]],
    }
    if len(seals) > MOST_ITEMS:
        said["next_url"] = f"{home}{reverse('seals:feed')}?before={seals[MOST_ITEMS - 1].number}"
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


@login_not_required
@require_safe
@kept(LONG)
def consistency(request: HttpRequest) -> JsonResponse:
    """The proof that the log of `from` days is the beginning of the log of `to` days."""
    first, second = _number(request, "from"), _number(request, "to")
    try:
        found = queries.consistency(first or 0, second or 0)
    except queries.NoSuchLog:
        problem = {"error": "`from` and `to` are sizes of the log: 1 or more, `from` not the greater one, `to` not more than there is."}
        refused = JsonResponse(problem, status=400)
        patch_cache_control(refused, no_store=True)
        return refused
    return JsonResponse(
        {
            "from": found.first,
            "from_root": found.first_root.hex(),
            "to": found.second,
            "to_root": found.second_root.hex(),
            "path": [node.hex() for node in found.path],
        }
    )


@login_not_required
@require_safe
@kept(SOON)
def key(request: HttpRequest) -> HttpResponse:
    """Every public key with which receipts or seals were ever signed."""
    text = "".join(f"# {known.id}\n{known.pem}" for known in public_keys())
    return HttpResponse(text, content_type="application/x-pem-file")


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What seals are, the newest days, and how to keep a copy."""
    newest = queries.newest_seal()
    context = {"newest": newest, "listed": queries.closed_days(cursor_in(request.GET)), "origin": settings.MAZALIM_ORIGIN}
    return render(request, "proof/seals.html", context)


def _answer(seal: Seal | None) -> JsonResponse:
    if seal is None:
        raise Http404
    return JsonResponse(published_form(seal))


def _item(seal: Seal, home: str) -> dict[str, Any]:
    address = home + reverse("seals:numbered", args=[seal.number])
    return {
        "id": address,
        "url": address,
        "title": f"{seal.date.isoformat()} · {seal.number}",
        "date_published": stamp(seal.made_at),
        "content_text": canonical(published_form(seal)).decode(),
        "_seal": published_form(seal),
    }


def _number(request: HttpRequest, name: str) -> int | None:
    """A number of the address; None for whatever is none."""
    return number_in(request.GET.get(name))
