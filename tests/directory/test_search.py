"""Bodies are found in any language, with typing errors, quickly and without a query a name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mazalim.directory.queries import bodies_named_like, bodies_under, forget_directory, line_above

pytestmark = pytest.mark.usefixtures("country")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Municipality of Erbil", "MUN-EBL"),
        ("erbil municipality", "MUN-EBL"),
        ("Municpality of Erbill", "MUN-EBL"),
        ("بلدية أربيل", "MUN-EBL"),
        ("بلديه اربيل", "MUN-EBL"),
        ("شارەوانی هەولێر", "MUN-EBL"),
        ("شارەوانی ھەولێر", "MUN-EBL"),
        ("ministère de la santé", "KRG06"),
        ("ministere sante", "KRG06"),
        ("وزارة الكهربا", "KRG19"),
    ],
)
def test_a_body_is_found_however_it_is_spelt(typed: str, code: str) -> None:
    assert code in [row.code for row in bodies_named_like(typed)[:3]]


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "zzzzqqqq", "'; DROP TABLE"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert bodies_named_like(typed) == []


def test_the_directory_is_read_once_for_many_questions() -> None:
    forget_directory()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for typed in ("erbil", "duhok", "health"):
            bodies_named_like(typed)
        roots = bodies_under(None)
        bodies_under(roots[1].pk)
        line_above(bodies_named_like("erbil")[0].pk)
    assert len(queries) == 4, "Bodies, categories, places and the national desk, once each."
