"""What the crowds of the benchmark reckon with, and that who is turned away while lodging comes again with the same key."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from bench.crowd.crowd import Tally, table
from bench.crowd.visits import Answer, Caller, Lodged, lodge
from bench.day import MIX, hours, rate_of
from bench.paint import FIRST_KB, Seen, _rows_of
from bench.soak import PRIVATE, TOGETHER, Sample, slope, slopes


def test_a_day_has_all_its_visitors_in_the_hours_of_its_shape():
    shares, _ = hours()
    rate = rate_of(500, 25, 600, shares)
    lodgings = sum(rate(second + 0.5) for second in range(600)) * MIX["lodge"] / sum(MIX.values())
    assert lodgings == pytest.approx(12_500)
    assert sum(shares) == pytest.approx(1)


def test_the_slope_is_that_of_the_line_through_all_moments_after_the_warm_up():
    assert slope([(0, 100.0), (60, 103.0), (120, 106.0)]) == pytest.approx(3.0)
    assert slope([(5, 1.0)]) == 0
    samples = [Sample(10.0 * n, {"web 0 (1)": 100 + n / 12 + 50 * (n < 12), "database": 400.0 + n}, 80 + n / 6, 70, 9) for n in range(60)]
    found = slopes(samples, warm_up=120)
    assert found["web 0 (1)"] == found[TOGETHER] == pytest.approx(0.5)
    assert found[PRIVATE] == pytest.approx(1.0)
    assert found["database"] == pytest.approx(6.0)


def test_the_table_says_how_many_of_each_class_were_served():
    told = table({"first": Tally([0.1] * 9, [0.01]), "lists": Tally(), "public": Tally([], [0.02] * 4)})
    assert "| first | 10 | 9 (90.0 %) | 1 | 0 | 100 / 100 ms | 10 ms |" in told
    assert "lists" not in told


def test_a_page_is_judged_by_the_median_of_its_visits():
    weight, first, largest = _rows_of("home", [Seen(61.0, 1.0, 1.6), Seen(40.0, 0.9, 1.2), Seen(41.0, 0.8, 1.1)], FIRST_KB, 410)
    assert (weight.value, weight.ok) == (41.0, True)
    assert (first.value, first.ok) == (0.9, None)
    assert (largest.value, largest.ok) == (1.2, True)


class Town(ThreadingHTTPServer):
    """A server that turns away each first try."""

    daemon_threads = True

    def __init__(self) -> None:
        self.keys: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), Door)


class Door(BaseHTTPRequestHandler):
    """Answers as the product does, as far as citizens who lodge need it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append((self.path, self.headers["Idempotency-Key"]))
        is_first = sum(path == self.path for path, _ in self.server.keys) == 1
        made = {"draft_id": "d", "draft_token": "t", "case_number": "2026-0000001", "complaint_code": "c"}
        body = b"" if is_first else json.dumps(made).encode()
        self.send_response(503 if is_first else 201)
        if is_first:
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class Anybody(dict):
    """A mailbox in which a code lies for everybody."""

    def get(self, address, default=None):
        return ["123456"]


def test_who_is_turned_away_while_lodging_comes_again_with_the_same_key():
    town = Town()
    threading.Thread(target=town.serve_forever, daemon=True).start()
    stage = SimpleNamespace(body={"id": "1"}, category={"id": "2"}, post=SimpleNamespace(codes=Anybody()), followed=[])
    lodged, noted = Lodged(), list[Answer]()
    lodge(Caller(town.server_port), stage, lodged, noted.append, patience=20)
    town.shutdown()
    assert lodged.acknowledged == ["2026-0000001"]
    assert [answer.status for answer in noted] == [503, 201, 503, 201]
    assert {answer.kind for answer in noted} == {"first"}
    drafts, lodgings = town.keys[:2], town.keys[2:]
    assert drafts[0] == drafts[1]
    assert lodgings[0] == lodgings[1]
    assert drafts[0][1] != lodgings[0][1]
