"""Keys of bodies' own systems: made by the server's command, ended by one administrator at once."""

from django.core.management import call_command
from django.urls import reverse

from mazalim.accounts.models import Officer, ServiceKey
from mazalim.administration.models import Change
from tests import factories


def test_an_administrator_ends_a_key_at_once_and_closing_the_account_ends_all(office, capsys):
    desk = factories.body().desks.order_by("pk").first()
    for _ in range(3):
        call_command("add_service_key", desk.code, "Records system")
    shown = [line for line in capsys.readouterr().out.splitlines() if len(line) == 43]
    officer, keys = Officer.objects.get(is_service=True), list(ServiceKey.objects.order_by("pk"))
    there = reverse("administration:officer", args=[officer.pk])
    page = office.get(there).content.decode()
    assert page.count('name="end_key"') == len(shown) == 3
    assert "invite" not in page
    assert not any(secret in page for secret in shown)

    act = reverse("administration:act_on_officer", args=[officer.pk])
    assert office.post(act, {"end_key": keys[0].pk}).status_code == 302
    assert office.post(act, {"end_key": "x"}).status_code == 302
    assert list(ServiceKey.objects.filter(ended_at=None)) == keys[1:]
    another = factories.officer(desk=desk)
    office.post(reverse("administration:act_on_officer", args=[another.pk]), {"end_key": keys[1].pk})
    assert ServiceKey.objects.filter(ended_at=None).count() == 2
    office.post(reverse("administration:close_officer", args=[officer.pk]))
    assert not ServiceKey.objects.filter(ended_at=None).exists()
    assert Change.objects.filter(subject="service_key", act="end").count() == 3
