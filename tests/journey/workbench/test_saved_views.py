"""Saved views: an officer's own, by name, at most twelve, one of which opens the desk."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.journey.workbench import actions
from mazalim.journey.workbench.models import SavedView
from tests import factories
from tests.factories import standing

pytestmark = pytest.mark.django_db
DESK = "workbench:desk"


@pytest.fixture
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once for this file."""


@pytest.fixture
def officer(client):
    made = factories.officer(desk=factories.body().desks.get(code="MUN-EBL-WASTE"))
    client.force_login(made)
    return made


def saved(officer, name="Mine", *, query="view=due&language=ar", is_default=False):
    return actions.save_view(by=standing(officer), name=name, query=query, is_default=is_default, at=timezone.now())


def test_a_list_is_saved_under_a_name_and_stands_above_the_desk(client, officer):
    shown = client.get(reverse(DESK), {"language": "ar", "q": "مياه"}).content.decode()
    assert f"{reverse('workbench:save_view')}?view=all" in shown
    asked = {"language": "ar", "kind": "nonsense", "after": "x", "view": "closed"}
    address = f"{reverse('workbench:save_view')}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"
    assert "Arabic" in client.get(address).content.decode()
    answer = client.post(address, {"name": "Closed in Arabic"})
    assert answer["Location"] == f"{reverse(DESK)}?view=closed&language=ar"
    shown = client.get(answer["Location"]).content.decode()
    assert '<a href="?view=closed&amp;language=ar" aria-current="true"><bdi>Closed in Arabic</bdi></a>' in shown
    assert reverse("workbench:save_view") not in shown  # it is saved


def test_the_desk_opens_with_the_default_view_and_everything_else_is_one_step_away(client, officer):
    saved(officer, is_default=True)
    assert client.get(reverse(DESK))["Location"] == f"{reverse(DESK)}?view=due&language=ar"
    assert client.get(reverse(DESK), {"q": ""}).status_code == 200
    assert 'href="?view=due"' in client.get(reverse(DESK), {"view": "due", "language": "ar"}).content.decode()


def test_there_is_one_default_at_most(officer):
    first = saved(officer, is_default=True)
    second = saved(officer, "Other", is_default=True)
    actions.change_view(by=standing(officer), view_id=first.pk, name="First", is_default=True)
    assert list(SavedView.objects.values_list("name", "is_default")) == [("First", True), (second.name, False)]


def test_a_thirteenth_view_is_refused_in_words_and_keeps_what_was_typed(client, officer):
    for number in range(SavedView.MOST):
        saved(officer, f"View {number}")
    with pytest.raises(actions.TooManyViews):
        saved(officer, "One more")
    words = client.post(f"{reverse('workbench:save_view')}?view=due", {"name": "One more"}).content.decode()
    assert "12 views" in words
    assert 'value="One more"' in words
    assert reverse("workbench:save_view") not in client.get(reverse(DESK), {"language": "ckb"}).content.decode()


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Give the view a name."), ("   ", "Give the view a name."), ("x" * 41, "40 characters"), ("Mine", "of this name")],
)
def test_a_name_is_needed_is_short_and_is_ones_own(client, officer, name, said):
    saved(officer)
    assert said in client.post(f"{reverse('workbench:save_view')}?view=due", {"name": name}).content.decode()
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed_and_deleted_after_a_question(client, officer):
    view = saved(officer)
    assert client.post(reverse("workbench:change_view", args=[view.pk]), {"name": "Ours", "is_default": "on"})["Location"] == reverse(
        "workbench:views"
    )
    shown = client.get(reverse("workbench:views")).content.decode()
    assert "Ours" in shown
    assert "opens the desk" in shown
    assert "Delete the view “<bdi>Ours</bdi>”?" in client.get(reverse("workbench:delete_view", args=[view.pk])).content.decode()
    assert SavedView.objects.exists()
    client.post(reverse("workbench:delete_view", args=[view.pk]))
    assert "You have saved no view yet." in client.get(reverse("workbench:views")).content.decode()


def test_another_officers_view_does_not_exist_here(client, officer):
    view = saved(factories.officer(desk=factories.body().desks.get(code="MUN-EBL-WASTE")), "Theirs")
    for name in ("change_view", "delete_view"):
        address = reverse(f"workbench:{name}", args=[view.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Stolen"}).status_code == 404
    assert "Theirs" not in client.get(reverse(DESK)).content.decode()
    with pytest.raises(SavedView.DoesNotExist):
        actions.change_view(by=standing(officer), view_id=view.pk, name="Stolen", is_default=False)
    with pytest.raises(SavedView.DoesNotExist):
        actions.delete_view(by=standing(officer), view_id=view.pk)
    assert SavedView.objects.get().name == "Theirs"


def test_a_view_of_a_desk_that_one_left_shows_ones_own(client, officer):
    view = saved(officer, query="place=desk-999999&view=due&language=ar")
    assert client.get(f"{reverse(DESK)}?{view.query}").status_code == 200


@pytest.mark.parametrize("name", ["views", "save_view"])
def test_who_reads_no_case_saves_no_view(client, name):
    client.force_login(factories.officer(role="administrator"))
    assert client.get(reverse(f"workbench:{name}")).status_code == 404
