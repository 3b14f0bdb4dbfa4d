"""Reads every line that the tests cause, as production would write it, and remembers those that hold something of a person."""

import logging
import re

from mazalim.common.logs import SECURITY, formatter
from tests.factories import PASSWORD

# What the people of tests/factories.py have: names, number, contacts, network, words, codes.
PERSONAL = re.compile(
    r"zainab|karim|198403271234|@example\.org|@office\.example|\+9647|203\.0\.113\.|primary school|children fell|fill the hole|"
    rf"{re.escape(PASSWORD)}|\b[0-9A-HJKMNP-TV-Z]{{4}}(?:-[0-9A-HJKMNP-TV-Z]{{4}}){{3}}\b",
    re.IGNORECASE,
)


class Reader(logging.Handler):
    """Stands beside the handlers of the installation."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.personal = 0, list[str]()
        self.setFormatter(formatter("json"))

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one line."""
        line = self.format(record)
        self.read += 1
        if PERSONAL.search(line):
            self.personal.append(line)

    def taken(self) -> list[str]:
        """The lines since the last time that hold something personal."""
        taken, self.personal = self.personal, []
        return taken


READER = Reader()


def read_every_line() -> None:
    """From now on; streams that do not propagate have to be asked one by one."""
    for name in ("", SECURITY, "django.security"):
        logging.getLogger(name).addHandler(READER)
