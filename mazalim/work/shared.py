"""The cache that all processes and machines share (Valkey or Redis), where MAZALIM_CACHE_URL names one.

It makes things quicker and holds nothing that may not be lost: without it, or while it does not answer, everything goes on without. After a failure
it is left alone for some seconds, so that of all requests one alone waits for it, for 0.2 seconds. What is read from it is believed only
with our own signature: whoever writes into the cache puts no words on our pages.
"""

import hmac
import logging
from collections.abc import Callable
from functools import cache
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings

from mazalim.common.crypto import keyed_hash

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger("mazalim.cache")
T = TypeVar("T")
PATIENCE = 0.2  # seconds for an answer, and for a connection
LEFT_ALONE_FOR = 5.0  # seconds after a failure
PREFIX = "mazalim:"
SIGNATURE = 32  # bytes


class Unavailable(Exception):
    """There is no cache, or it does not answer, or it has not answered a moment ago."""


@cache
def _client(url: str) -> "Redis":
    # Loaded here: most installations have none. The library's own repeating is off: our way out is quicker.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url, protocol=2, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0), health_check_interval=0
    )


class _Breaker:
    """Open for some seconds after a failure; then one caller tries, and the others go on without until that one has succeeded."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.closed_from = 0.0  # of the monotonic clock
        self.failed_at: float | None = None  # the last failure
        self.is_open = self.is_tried = False

    def lets_through(self) -> bool:
        if not self.is_open:
            return True
        with self.lock:
            if self.is_tried or monotonic() < self.closed_from:
                return False
            self.is_tried = True
            return True

    def failed(self, error: Exception) -> None:
        with self.lock:
            if not self.is_open:
                log.warning("the cache does not answer (%s): the database counts", type(error).__name__)
            self.is_open, self.is_tried = True, False
            self.failed_at = monotonic()
            self.closed_from = self.failed_at + LEFT_ALONE_FOR

    def succeeded(self) -> None:
        if self.is_open:
            with self.lock:
                self.is_open = self.is_tried = False
            log.warning("the cache answers again")


_breaker = _Breaker()


def forget() -> None:
    """Forget that it failed."""
    _breaker.__init__()  # type: ignore[misc]  # the one breaker of the process, as new


def is_configured() -> bool:
    """Whether there is one."""
    return bool(settings.MAZALIM_CACHE_URL)


def seconds_since_failure() -> float | None:
    """Since it failed last; None where it never did."""
    return None if _breaker.failed_at is None else monotonic() - _breaker.failed_at


def ask(question: "Callable[[Redis], T]") -> T:
    """What `question` gives, which is called with the client. Raises Unavailable."""
    if not settings.MAZALIM_CACHE_URL or not _breaker.lets_through():
        raise Unavailable
    from redis.exceptions import RedisError

    try:
        answer = question(_client(settings.MAZALIM_CACHE_URL))
    except (RedisError, OSError) as error:
        _breaker.failed(error)
        raise Unavailable from error
    except BaseException as error:
        _breaker.failed(RuntimeError(type(error).__name__))
        raise
    _breaker.succeeded()
    return answer


def answers() -> bool:
    """Whether it answers, for monitors: it is asked even while requests leave it alone."""
    from redis.exceptions import RedisError

    try:
        return bool(_client(settings.MAZALIM_CACHE_URL).ping())
    except (RedisError, OSError):
        return False


def _signature(name: str, value: bytes) -> bytes:
    return keyed_hash(f"{name}\0{value.hex()}", of="shared")


def get(name: str) -> bytes | None:
    """What was put under a name; None where there is nothing, where it is not ours, or where the cache is not there."""
    try:
        kept = ask(lambda client: client.get(PREFIX + name))
    except Unavailable:
        return None
    if not isinstance(kept, bytes) or not hmac.compare_digest(kept[:SIGNATURE], _signature(name, kept[SIGNATURE:])):
        return None
    return kept[SIGNATURE:]


def put(name: str, value: bytes, *, seconds: int) -> None:
    """Keep something for so long, or not at all where the cache is not there. Nothing of a person."""
    try:
        ask(lambda client: client.set(PREFIX + name, _signature(name, value) + value, ex=seconds))
    except Unavailable:
        return


def add(name: str, by: int, *, seconds: int) -> int:
    """Add to a number that is forgotten so long after it was first named; returns what it is then. Raises Unavailable.

    Both happen at once, so of many who add at one moment each is told another number.
    """

    def added(client: "Redis") -> int:
        both = client.pipeline(transaction=True)
        both.set(PREFIX + name, 0, ex=seconds, nx=True)
        both.incrby(PREFIX + name, by)
        return int(both.execute()[1])

    return ask(added)
