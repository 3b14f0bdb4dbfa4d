"""What a citizen's acts cost in queries. The numbers are those of bench/README.md; whoever adds a query to them says why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.api.conftest import App, words

pytestmark = pytest.mark.django_db
BRACKETS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")  # of transactions; they ask nothing of a table


def asked(queries: CaptureQueriesContext) -> list[str]:
    """The statements that read or write a table."""
    return [query["sql"] for query in queries.captured_queries if not query["sql"].startswith((*BRACKETS, "SELECT pg_advisory"))]


@pytest.fixture
def warm(app: App) -> App:
    """An app whose server has the directory and the policy at hand, as after its first request of the minute."""
    app.lodged()
    return app


def test_a_draft_with_its_code_is_taken_with_seven_queries(warm: App) -> None:
    sent = words()
    with CaptureQueriesContext(connection) as queries:
        assert warm.post("/drafts", sent).status_code == 201
    assert len(asked(queries)) == 7, asked(queries)


def test_a_complaint_is_lodged_with_fifteen_queries_the_proof_of_the_contact_included(warm: App) -> None:
    begun = warm.draft()
    code = {"verification_code": factories.sent_code()}
    with CaptureQueriesContext(connection) as queries:
        answer = warm.post(f"/drafts/{begun['draft_id']}/lodge", code, token=begun["draft_token"])
    assert answer.status_code == 201
    assert len(asked(queries)) == 15, asked(queries)


def test_a_code_and_a_contact_are_exchanged_for_a_token_with_four_queries_whether_they_are_right_or_wrong(warm: App) -> None:
    lodged = warm.lodged()
    right = {"complaint_code": lodged["complaint_code"], "contact": lodged["contact"]}
    with CaptureQueriesContext(connection) as queries:
        assert warm.post("/tracking", right).status_code == 200
    assert len(asked(queries)) == 4, asked(queries)
    looked = asked(queries)[:3]
    with CaptureQueriesContext(connection) as queries:
        assert warm.post("/tracking", {**right, "contact": "somebody@example.org"}).status_code == 404
    assert [sql.split(" WHERE ")[0] for sql in asked(queries)[:3]] == [sql.split(" WHERE ")[0] for sql in looked]
