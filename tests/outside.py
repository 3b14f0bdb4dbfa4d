"""A real mail server and a real SMS gateway, on this machine, that keep what they were given and answer as they are told."""

import json
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer:
    """Takes mail for everybody, but answers what `answers` says for a recipient."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def smtp(settings) -> Iterator[MailServer]:
    """A mail server that the product is configured for."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield server
    controller.stop()


class SmsGateway:
    """Keeps the JSON of every request and answers with `status`."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 202
        gateway = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                gateway.headers.append({name.lower(): value for name, value in self.headers.items()})
                gateway.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(gateway.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
                """Keeps the tests' output quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/messages"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def gateway(settings) -> Iterator[SmsGateway]:
    """An SMS gateway that the product is configured for."""
    made = SmsGateway()
    settings.MAZALIM_SMS_URL = made.url
    yield made
    made.close()
