"""A small application full of holes, on 127.0.0.1: a tool that does not find them here may not say that there are none elsewhere.

Nothing of it is part of the product; it holds three made-up names and ends with the attack.
"""

import html
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = '<!doctype html><html lang="en"><title>Control</title><h1>Control</h1>{}</html>'
FORM = (
    '<form action="/search"><input name="name"></form><form action="/hello"><input name="name"></form>'
    '<a href="/search?name=Zainab">search</a> <a href="/hello?name=Zainab">hello</a>'
)
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Control", "version": "1"},
    "paths": {
        "/half": {
            "get": {
                "operationId": "half",
                "parameters": [{"name": "of", "in": "query", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "Half of it"}, "422": {"description": "No number"}},
            }
        }
    },
}
# For bandit: a command line made of what somebody sent.
PLANTED = 'import subprocess\n\n\ndef run(sent):\n    return subprocess.call("ls " + sent, shell=True)\n'


def _database() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.execute("CREATE TABLE people (name TEXT)")
    made.executemany("INSERT INTO people VALUES (?)", [("Zainab",), ("Soran",), ("Layla",)])
    return made


class Holes(BaseHTTPRequestHandler):
    """Each address has one hole."""

    database = _database()
    lock = threading.Lock()

    def do_GET(self) -> None:  # the name that http.server calls
        """The page with both forms, the search, the greeting, the document, and the operation that breaks."""
        address = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        name = given.get("name", "")
        match address.path:
            case "/search":
                try:
                    with self.lock:
                        rows = self.database.execute(f"SELECT name FROM people WHERE name = '{name}'").fetchall()  # noqa: S608 - the planted hole
                except sqlite3.Error as error:
                    self._say(500, PAGE.format(html.escape(f"sqlite3.OperationalError: {error}")))
                else:
                    self._say(200, PAGE.format("".join(f"<p>{html.escape(row[0])}</p>" for row in rows) or "<p>Nobody.</p>"))
            case "/hello":
                self._say(200, PAGE.format(f"<p>Hello {name}</p>"))  # the planted hole: as it was sent
            case "/openapi.json":
                self._say(200, json.dumps(DOCUMENT), "application/json")
            case "/half":
                of = given.get("of", "")
                if not of.lstrip("-").isdecimal():
                    self._say(422, "{}", "application/json")
                else:
                    self._say(500 if int(of) < 0 else 200, "{}", "application/json")  # the planted hole: negative numbers
            case "/":
                self._say(200, PAGE.format(FORM))
            case _:
                self._say(404, PAGE.format("Nothing"))

    def _say(self, status: int, content: str, kind: str = "text/html; charset=utf-8") -> None:
        body = content.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives
        """Say nothing."""


@contextmanager
def control() -> Iterator[str]:
    """The application, served while the block lasts; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Holes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
