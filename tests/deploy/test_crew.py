"""What plays a machine in the drill dies as a machine does: whole, and without a word."""

import time
from pathlib import Path

import pytest

from tools.cluster import programs
from tools.cluster.crew import Crew, descendants
from tools.processes import CannotStart

pytestmark = pytest.mark.one_database


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_whoever_is_killed_takes_along_all_that_it_has_started(tmp_path):
    crew = Crew(tmp_path)
    crew.start("machine", ["sh", "-c", "setsid sh -c 'sleep 60 & wait' & wait"])
    pid = crew.running["machine"].pid
    until = time.monotonic() + 10
    while len(family := descendants(pid)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert len(family) >= 2
    crew.kill("machine")
    until = time.monotonic() + 10
    while any(map(is_alive, [pid, *family])) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(is_alive, [pid, *family]))


def test_a_program_that_ends_instead_of_answering_is_told_with_its_last_words(tmp_path):
    crew = Crew(tmp_path)
    crew.start("pooler", ["sh", "-c", "echo no such file >&2"])
    with pytest.raises(CannotStart, match=r"(?s)pooler: an answer did not come about.*no such file"):
        crew.until("pooler", lambda: False, "an answer", seconds=20)


def test_what_is_missing_is_said_in_one_sentence_with_the_one_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(programs, "FOLDERS", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotStart, match=r"Missing: haproxy \(.*apt-get install haproxy nginx-light pgbouncer"):
        programs.demand(programs.NEEDED)
