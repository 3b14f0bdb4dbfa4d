"""Slow senders hold so many places and no more; whoever else comes is served, or told at once to come back."""

import threading
from io import BytesIO

from mazalim.web.bodies import MOST_AT_ONCE, MOST_OF_A_NETWORK, BodiesInPlaces


class Line:
    """A body that comes when it is let."""

    def __init__(self) -> None:
        self.comes = threading.Event()

    def read(self, size: int = -1) -> bytes:
        assert self.comes.wait(10)
        return b"x"


def reads_whole(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [body]


def ask(application, *, network="a", body=None, length="1"):
    said = []
    environ = {"REMOTE_ADDR": network, "CONTENT_LENGTH": length, "wsgi.input": body or BytesIO(b"x")}
    content = b"".join(application(environ, lambda status, headers: said.append(status)))
    return said[0][:3], content


def with_slow_senders(application, networks):
    """Threads that hold their places until the line lets them go."""
    line = Line()
    threads = [threading.Thread(target=ask, args=(application,), kwargs={"network": network, "body": line}) for network in networks]
    for one in threads:
        one.start()
    while application.all_held < len(networks):
        threading.Event().wait(0.001)
    return line, threads


def test_one_network_never_holds_every_place():
    application = BodiesInPlaces(reads_whole, lambda environ: environ["REMOTE_ADDR"])
    line, threads = with_slow_senders(application, ["a"] * MOST_OF_A_NETWORK)
    assert ask(application, network="a")[0] == "503"
    assert ask(application, network="b") == ("200", b"x")
    assert ask(application, network="a", length="")[0] == "200"
    line.comes.set()
    for one in threads:
        one.join()
    assert ask(application, network="a") == ("200", b"x")
    assert (application.all_held, dict(application.held)) == (0, {})


def test_all_networks_together_leave_threads_for_pages():
    application = BodiesInPlaces(reads_whole, lambda environ: environ["REMOTE_ADDR"])
    line, threads = with_slow_senders(application, [str(number) for number in range(MOST_AT_ONCE)])
    status, said = ask(application, network="new")
    assert status == "503"
    assert "مشغولة".encode() in said
    line.comes.set()
    for one in threads:
        one.join()


def test_a_large_body_holds_its_place_until_its_last_byte_or_the_answer():
    held = []

    def reads_in_parts(environ, start_response):
        body = environ["wsgi.input"]
        held.append(application.all_held)
        body.read(1_500_000)
        held.append(application.all_held)
        body.readline()
        held.append(application.all_held)
        start_response("200 OK", [])
        return [b""]

    application = BodiesInPlaces(reads_in_parts, lambda environ: "a")
    assert ask(application, body=BytesIO(b"x" * 2_000_000), length="2000000")[0] == "200"
    assert held == [1, 1, 0]
    application.application = lambda environ, start: (start("200 OK", []), [b""])[1]
    assert ask(application, body=BytesIO(b"x" * 2_000_000), length="2000000")[0] == "200"
    assert application.all_held == 0
