"""A client of HTTP/1.1 on a plain socket: one connection that is kept open, cookies, whole answers. About a tenth of what an HTTP library costs."""

import gzip
import socket
from collections.abc import Mapping
from typing import Any

CRLF, END = b"\r\n", b"\r\n\r\n"
SECONDS = 300


class Refused(Exception):
    """The answer had another status than the plan expects; the text says which."""


class TurnedAway(Refused):
    """503: the server is full, says so at once, and says when to come again. That is no fault of an answer."""


class Browser:
    """One connection. Cookies belong to a unit, not to the connection."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.port, self.host = port, host
        self.socket: socket.socket | None = None
        self.rest = b""

    def do(self, unit: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """All steps of a unit, one after another; returns its cookies and the body of the last answer.

        :raises Refused: a step was answered otherwise than expected, or the connection broke twice.
        """
        cookies, body = dict(unit.get("cookies", {})), b""
        for step in unit["steps"]:
            status, headers, body = self._ask(step, cookies)
            for name, value in headers:
                if name == b"set-cookie":
                    key, _, rest = value.decode("latin-1").partition("=")
                    cookies[key] = rest.partition(";")[0]
            if (b"content-encoding", b"gzip") in headers and step.get("reads"):
                body = gzip.decompress(body)
            if status == 503:
                raise TurnedAway(step["path"])
            if status not in step.get("expect", (200,)):
                raise Refused(f"{step['method']} {step['path'].partition('?')[0]}: {status} {body[:120]!r}")
        return cookies, body

    def close(self) -> None:
        """End the connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _ask(self, step: Mapping[str, Any], cookies: Mapping[str, str]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        contents = step.get("body", "").encode()
        lines = [f"{step['method']} {step['path']} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in step.get("headers", {}).items()]
        if cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
        if contents or step["method"] != "GET":
            lines.append(f"Content-Length: {len(contents)}")
        whole = "\r\n".join(lines).encode() + END + contents
        is_new = self.socket is None
        try:
            return self._send(whole)
        except (ConnectionError, TimeoutError) as error:
            self.close()
            if is_new or step["method"] != "GET":
                raise Refused(f"{step['method']} {step['path']}: {error or type(error).__name__}") from error
            return self._send(whole)  # the server had closed a connection that nobody used

    def _send(self, whole: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        if self.socket is None:
            self.socket = socket.create_connection((self.host, self.port), SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.rest = b""
        self.socket.sendall(whole)
        head = self._until(END)
        first, *lines = head.split(CRLF)
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
        known = dict(pairs)
        status = int(first.split()[1])
        if known.get(b"transfer-encoding") == b"chunked":
            body = self._chunks()
        elif status in {204, 304}:
            body = b""
        else:
            body = self._exactly(int(known.get(b"content-length", 0)))
        if known.get(b"connection", b"").lower() == b"close":
            self.close()
        return status, pairs, body

    def _more(self) -> None:
        assert self.socket is not None
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionResetError("the server closed the connection")
        self.rest += part

    def _until(self, sign: bytes) -> bytes:
        while sign not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(sign)
        return head

    def _exactly(self, size: int) -> bytes:
        parts, have = [self.rest], len(self.rest)
        while have < size:
            assert self.socket is not None
            part = self.socket.recv(min(1_048_576, size - have))
            if not part:
                raise ConnectionResetError("the server closed the connection")
            parts.append(part)
            have += len(part)
        whole = b"".join(parts)
        self.rest = whole[size:]
        return whole[:size]

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(CRLF).partition(b";")[0], 16):
            parts.append(self._exactly(size))
            self._exactly(2)
        self._until(CRLF)
        return b"".join(parts)
