"""A town that lodges through the proxy without pause, and what it noticed while machines were killed."""

import asyncio
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx

from tools.cluster.site import Site
from tools.drill.citizens import Acknowledged, Answered, Post, Town
from tools.processes import CannotStart

PATIENCE = 180.0  # seconds


@dataclass(frozen=True)
class Noticed:
    """What citizens noticed of one kill."""

    what: str
    seconds_without_writes: float
    most_tries: int  # of anything that was pressed around that moment


class Load:
    """The town, living in a thread of its own."""

    def __init__(self, site: Site, citizens: int) -> None:
        with httpx.Client(verify=site.trust(), base_url=f"{site.address}/api/v1/", timeout=30) as client:
            body = client.get("bodies", params={"q": "Erbil water"}).json()[0]
            category = client.get(f"bodies/{body['id']}/categories").json()[0]
        self.town = Town([site.address], Post(site.mail), body, category, has_phones=False, patience=PATIENCE, trusts=site.trust())
        self.thread = threading.Thread(target=self._live, args=(citizens,), daemon=True)
        self.failed: BaseException | None = None

    def _live(self, citizens: int) -> None:
        try:
            asyncio.run(self.town.live(citizens))
        except BaseException as error:  # noqa: BLE001 - a thread would keep it to itself
            self.failed = error

    def begin(self) -> None:
        """Open the town."""
        self.thread.start()

    def end(self) -> None:
        """Nobody begins anything new; everybody is answered.

        :raises CannotStart: the town itself failed.
        """
        self.town.is_closing = True
        self.thread.join()
        if self.failed:
            raise CannotStart(f"The town failed: {self.failed!r}.")

    def until_written(self, count: int, seconds: float) -> None:
        """Wait until so many more things were acknowledged.

        :raises CannotStart: it took longer.
        """
        until, wanted = monotonic() + seconds, len(self.town.answered) + count
        while len(self.town.answered) < wanted:
            if monotonic() > until or not self.thread.is_alive():
                refused = "; ".join(self.town.refused[-3:])
                raise CannotStart(f"Nothing was written for {seconds:.0f} s ({refused or self.failed or 'nobody was refused'}).")
            threading.Event().wait(0.1)

    def noticed(self, what: str, killed_at: float) -> Noticed:
        """What citizens noticed of a kill: asked once things are written again."""
        return Noticed(what, seconds_without(self.town.answered, killed_at), most_tries(self.town.answered, killed_at))

    @property
    def acknowledged(self) -> list[Acknowledged]:
        """Everybody who was told that their complaint is lodged."""
        return self.town.acknowledged


def seconds_without(answered: list[Answered], killed_at: float) -> float:
    """From the kill to the first acknowledgement of something that was sent after it. What was in hand at the kill does not count as being back."""
    return min((one.answered_at for one in answered if one.sent_at > killed_at), default=float("inf")) - killed_at


def most_tries(answered: list[Answered], killed_at: float) -> int:
    """The most tries that anything took which was in hand at the kill or begun since."""
    return max((one.tries for one in answered if one.answered_at > killed_at), default=0)


def told(acknowledged: list[Acknowledged], cases: dict[str, Any], numbers: list[str]) -> dict[str, int]:
    """What is missing or there twice, by name; all of them 0 where nothing was lost.

    :param cases: by case number, as `tools.drill count` writes them.
    :param numbers: of every case that is there.
    """
    promised = [one.case_number for one in acknowledged]
    there = [one for one in acknowledged if one.case_number in cases]
    return {
        "lost": len(promised) - len(there),
        "duplicates": len(promised) - len(set(promised)) + len(numbers) - len(set(numbers)) + len(set(numbers) - set(promised)),
        "other enclosures": sum(sorted(cases[one.case_number]["enclosures"]) != one.enclosures for one in there),
        "messages not once": sum(cases[one.case_number]["messages"] != ([one.message] if one.message else []) for one in there),
    }
