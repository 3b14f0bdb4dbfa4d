"""What the benchmark reads, reckons and judges."""

import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.limits.rows import Column, script, tables_written
from bench.load import percentile
from bench.load.client import Browser, Refused
from bench.load.loops import run
from bench.report.results import changes, merged, read, write
from bench.report.rows import TARGETS, Findings, judged, rows_of
from bench.report.table import number, of_rows
from bench.run.machine import cpu_seconds, fixed_work, pss_megabytes, read_pss, read_stat
from bench.run.queries import counted

pytestmark = pytest.mark.one_database


def test_cpu_is_read_from_a_line_of_stat_whatever_the_process_is_called():
    line = "4711 (a ) strange (name) S 12 4711 4711 0 -1 4194560 1 2 3 4 150 50 700 300 20 0 5 0 1000 1 2"
    stat = read_stat(line)
    ticks = os.sysconf("SC_CLK_TCK")
    assert (stat.pid, stat.parent) == (4711, 12)
    assert stat.seconds == pytest.approx(200 / ticks)
    assert stat.ended == pytest.approx(1000 / ticks)


def test_cpu_of_this_process_grows_with_its_work():
    before, began = cpu_seconds([os.getpid()]), time.process_time()
    while time.process_time() - began < 0.05:
        pass
    assert 0.03 <= cpu_seconds([os.getpid()]) - before < 1


def test_fixed_work_costs_about_the_same_each_time():
    costs = [fixed_work() for _ in range(3)]
    assert 0 < max(costs) < 20 * min(costs)


def test_memory_counts_a_shared_page_in_part():
    assert read_pss("Rss:  4096 kB\nPss:  2048 kB\n") == 2
    assert pss_megabytes([os.getpid()]) > 10


def test_percentiles_are_values_that_were_seen():
    values = [float(value) for value in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 1)) == (50, 95, 100)
    assert percentile([7.0], 0.95) == 7
    assert percentile([], 0.95) == 0


def test_savepoints_and_transactions_are_no_queries():
    asked = ["SELECT 1", 'SAVEPOINT "s1"', "INSERT INTO x", 'RELEASE SAVEPOINT "s1"', "BEGIN", "COMMIT"]
    assert counted(asked) == {"queries": 2, "savepoints": 2, "transactions": 2}


def test_a_figure_reaches_its_target_from_the_right_side():
    assert judged(12, 12, is_most=True) is True
    assert judged(12.1, 12, is_most=True) is False
    assert judged(0.39, 0.4, is_most=False) is False
    assert judged(None, 12, is_most=True) is None
    assert judged(3, None, is_most=True) is None


def findings(n, p95, cpu=4.0):
    one = {"name": "list_newest", "at": {"1": {"p95": p95}}, "cpu_app": cpu, "cpu_database": 1.0, "queries": [{"queries": 6}], "lines": 0}
    return Findings(n, {"list_newest": one}, {"view_cpu": 0.1, "lookup_cpu": 0.02}, {})


def test_every_line_has_a_row_and_what_was_not_measured_is_missing():
    rows = {row.figure: row for row in rows_of(findings(10_000, 9.0), {})}
    assert set(rows) == {target.figure for target in TARGETS}
    assert (rows["officer's list, newest first"].value, rows["officer's list, newest first"].ok) == (5.0, True)
    assert "0.14 ms" in rows["officer's list, newest first"].limit
    assert (rows["case page"].value, rows["case page"].ok) == (None, None)
    assert "missing" in of_rows([rows["case page"]])


def test_growth_is_judged_against_the_earlier_run_of_the_smaller_size():
    rows = {row.figure: row for row in rows_of(findings(1_000_000, 12.0), {10_000: findings(10_000, 8.0)})}
    row = rows["officer's list, newest first: p95 at 1 M / p95 at 10 k"]
    assert (row.value, row.ok) == (1.5, False)
    alone = {row.figure: row for row in rows_of(findings(1_000_000, 12.0), {})}
    assert alone["officer's list, newest first: p95 at 1 M / p95 at 10 k"].value is None


def result(n, value, *, name="case page", operation="case"):
    row = {"figure": name, "n": n, "value": value, "unit": "ms CPU", "target": "", "limit": "", "ok": None}
    operations = [{"name": operation}] if value is not None else []
    return {"commit": "c", "date": "d", "machine": {}, "n": n, "rows": [row], "operations": operations, "limits": {}, "inside": {}}


def test_the_latest_results_hold_every_size_and_a_part_run_alone_leaves_the_rest():
    latest = merged({}, result(10_000, 8.0))
    latest = merged(latest, result(1_000_000, 9.0))
    assert [(row["n"], row["value"]) for row in latest["rows"]] == [(10_000, 8.0), (1_000_000, 9.0)]
    latest = merged(latest, result(10_000, None))
    latest = merged(latest, result(10_000, 30.0, name="list", operation="list"))
    assert {(row["figure"], row["n"]): row["value"] for row in latest["rows"]} == {
        ("case page", 10_000): 8.0, ("list", 10_000): 30.0, ("case page", 1_000_000): 9.0,
    }  # fmt: skip
    assert {one["name"] for one in latest["runs"]["10000"]["operations"]} == {"case", "list"}


def test_a_part_run_alone_leaves_the_file_of_the_whole(tmp_path):
    whole = result(10_000, 8.0) | {"machine": {"database": "PostgreSQL 15"}, "date": "2026-11-22T15:00:00+00:00"}
    assert write(whole, tmp_path).name == "2026-11-22-10000.json"
    assert write(whole | {"only": ["case"]}, tmp_path).name == "2026-11-22-10000-part.json"
    assert read(tmp_path / "latest.json")["rows"][0]["value"] == 8.0


def test_comparing_shows_what_both_have():
    assert changes(result(10_000, 8.0), result(10_000, 4.0)) == [("case page", 10_000, 8.0, 4.0)]
    assert changes(result(100_000, 8.0), result(10_000, 4.0)) == []


def test_numbers_are_written_with_as_few_digits_as_tell_something():
    assert [number(value) for value in (12_345.6, 12.34, 1.234, None)] == ["12,346", "12.3", "1.23", "missing"]


KEY = Column("id", "bigint", True, False, True, None, True)
CODE = Column("code", "character varying(16)", False, False, True, None, False)
CASE = Column("case_id", "bigint", False, False, False, "files", False)


def test_the_rows_of_a_lodging_keep_their_ties_and_differ_where_they_must():
    rows = [("files", [KEY, CODE], {"id": "'17'", "code": "'2026-1'"}), ("leaves", [KEY, CASE], {"id": "'5'", "case_id": "'17'"})]
    lines = script(rows).splitlines()
    assert lines[0] == "BEGIN;"
    assert lines[1].startswith('INSERT INTO "files" ("code") VALUES (left(md5(random()')
    assert lines[1].endswith(' RETURNING "id" AS k0 \\gset')
    assert lines[2].startswith('INSERT INTO "leaves" ("case_id") VALUES (:k0)')
    assert tables_written(['INSERT INTO "files" VALUES', "UPDATE x", 'INSERT INTO "leaves" …', 'INSERT INTO "files" …']) == [
        "files",
        "leaves",
    ]


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        is_chunked = self.path == "/chunks"
        self.send_response({"/nothing": 404, "/full": 503}.get(self.path, 200))
        self.send_header("Set-Cookie", f"seen={self.path.strip('/')}; Path=/; HttpOnly")
        self.send_header("X-Was", self.headers.get("Cookie", ""))
        self.send_header("Transfer-Encoding", "chunked") if is_chunked else self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n" if is_chunked else b"hello")

    def log_message(self, *args) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def visit(*paths):
    return {"cookies": {}, "steps": [{"method": "GET", "path": path} for path in paths]}


def test_the_client_keeps_cookies_within_a_visit_and_reads_whole_and_chunked_answers(port):
    browser = Browser(port)
    cookies, body = browser.do(visit("/one", "/chunks"))
    assert (cookies, body) == ({"seen": "chunks"}, b"hello")
    assert browser.do(visit("/two"))[0] == {"seen": "two"}
    with pytest.raises(Refused, match="404"):
        browser.do(visit("/nothing"))
    browser.close()


def test_a_closed_loop_sends_each_unit_once_where_it_may_not_be_repeated(port):
    plan = {
        "units": [visit("/a"), visit("/b"), visit("/c")],
        "port": port,
        "clients": 2,
        "seconds": 5,
        "rate": 0,
        "is_repeated": False,
        "keeps": True,
    }
    seen = run(plan)
    assert sorted(one["unit"] for one in seen["units"]) == [0, 1, 2]
    assert len(seen["latencies"]) == 3


def test_an_open_loop_counts_from_the_moment_at_which_a_unit_was_due():
    """Nobody serves the port for the first 0.15 s: what was due meanwhile has waited all that time, though it was sent later."""

    class Slow(_Door):
        first = True

        def do_GET(self) -> None:
            if Slow.first:
                Slow.first = False
                time.sleep(0.15)
            super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    plan = {
        "units": [visit("/a")],
        "port": server.server_address[1],
        "clients": 1,
        "seconds": 0.1,
        "rate": 100,
        "is_repeated": True,
        "keeps": False,
    }
    seen = run(plan)
    server.shutdown()
    assert len(seen["latencies"]) == 10
    assert sum(latency > 40 for latency in seen["latencies"]) >= 9


def test_who_is_turned_away_because_the_server_is_full_is_no_fault(port):
    plan = {"units": [visit("/full")], "port": port, "clients": 1, "seconds": 5, "rate": 0, "is_repeated": False, "keeps": False}
    seen = run(plan)
    assert (seen["turned_away"], seen["faults"], seen["latencies"]) == (1, [], [])


def test_the_wrong_status_is_a_fault_and_no_latency(port):
    plan = {"units": [visit("/nothing")], "port": port, "clients": 1, "seconds": 5, "rate": 0, "is_repeated": False, "keeps": False}
    seen = run(plan)
    assert seen["latencies"] == []
    assert "404" in seen["faults"][0]
