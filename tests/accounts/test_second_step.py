"""A stolen password opens nothing: beside it stands a code of an app or from paper, each of them good for once."""

from datetime import timedelta

import pytest
from django.conf import settings as product
from django.urls import reverse
from django.utils import timezone
from pyotp import TOTP

from mazalim.accounts import actions
from mazalim.accounts.actions.code_apps import HasAnApp, NoApp, WrongCode, begin_app, confirm_app, make_anew, remove_app, take_app_code
from mazalim.accounts.actions.recovery import HOW_MANY, renew_recovery_codes, use_recovery_code
from mazalim.accounts.actions.second_step import take_code
from mazalim.accounts.middleware import STEP
from mazalim.accounts.models import CodeApp, RecoveryCode, Role, SignInEvent
from mazalim.accounts.queries.steps import steps_of
from mazalim.accounts.views.frame import PENDING
from mazalim.administration.keys.actions import rotate
from mazalim.common.clock import stamp
from mazalim.common.crypto import CannotUnseal, wrapping_key_name
from mazalim.common.keys import make_key_file
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import factories
from tests.accounts.steps import is_in, set_up_app, show_code, show_password
from tests.factories import NOON, PASSWORD

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def officer():
    return factories.officer(desk=factories.body().desks.get(code="MUN-EBL-ROADS"))


@pytest.fixture
def app(officer):
    return set_up_app(officer, at=NOON)


def mails():
    return [sealed_part(job)["address"] for job in Job.objects.filter(payload__kind="office_sign_in_changed")]


def test_the_password_alone_opens_nothing(client, officer, app):
    response = show_password(client, officer)
    assert response["Location"] == reverse("accounts:second_step")
    assert not is_in(client)
    assert "Second step" in client.get(reverse("accounts:second_step")).content.decode()


def test_a_code_lets_in_under_a_new_key_and_leads_to_the_page_that_was_asked_for(client, officer, app):
    client.post(reverse("accounts:sign_in"), {"email": officer.email, "password": PASSWORD, "next": "/en/office/account/"})
    before = client.session.session_key
    response = show_code(client, app.now())
    assert response["Location"] == "/en/office/account/"
    assert client.session.session_key != before
    assert is_in(client)
    assert PENDING not in client.session


def test_without_the_password_there_is_no_second_step(client, officer, app):
    assert show_code(client, app.now())["Location"] == reverse("accounts:sign_in")


@pytest.mark.parametrize("change", ["old", "password", "closed"])
def test_a_first_step_counts_ten_minutes_and_only_while_password_and_account_stand(client, officer, app, change):
    show_password(client, officer)
    if change == "old":
        session = client.session
        session[PENDING] = session[PENDING] | {"at": stamp(timezone.now() - timedelta(minutes=11))}
        session.save()
    elif change == "password":
        actions.change_password(officer=officer, password="seven quiet herons on a wall", at=NOON)
    else:
        officer.is_active = False
        officer.save()
    show_code(client, app.now())
    assert not is_in(client)


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_a_phone_may_go_half_a_minute_wrong(officer, app, steps, is_right):
    held = CodeApp.objects.get(officer=officer)
    code = app.at(NOON + steps * HALF_MINUTE)
    if is_right:
        take_app_code(app=held, typed=code, at=NOON)
    else:
        with pytest.raises(WrongCode):
            take_app_code(app=held, typed=code, at=NOON)


def test_no_code_counts_twice_nor_one_before_it(officer, app):
    held = CodeApp.objects.get(officer=officer)
    take_app_code(app=held, typed=app.at(NOON), at=NOON)
    for moment in (NOON, NOON - HALF_MINUTE):
        with pytest.raises(WrongCode):
            take_app_code(app=held, typed=app.at(moment), at=NOON)
    take_app_code(app=held, typed=app.at(NOON + HALF_MINUTE), at=NOON + HALF_MINUTE)


def test_a_code_may_be_typed_in_the_digits_of_any_language_and_with_blanks(officer, app):
    code = app.at(NOON).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    take_app_code(app=CodeApp.objects.get(officer=officer), typed=f" {code[:3]} {code[3:]} ", at=NOON)


def test_the_secret_is_sealed_to_its_account(officer, app):
    held, other = CodeApp.objects.get(officer=officer), factories.officer()
    assert app.byte_secret() not in bytes(held.sealed_secret)
    held.officer = other
    with pytest.raises(CannotUnseal):
        take_app_code(app=held, typed=app.at(NOON), at=NOON)


def test_secrets_are_sealed_anew_under_the_key_of_now(officer, app):
    before = bytes(CodeApp.objects.get(officer=officer).sealed_secret)
    assert make_anew(after=None, most=10) == (0, 0, None)
    CodeApp.objects.update(key_id="k0")
    assert make_anew(after=None, most=10) == (0, 1, None)  # the old key is gone: nothing is overwritten
    assert bytes(CodeApp.objects.get(officer=officer).sealed_secret) == before


def test_an_app_works_on_after_the_keys_were_rotated_and_without_the_old_one(officer, settings, tmp_path):
    settings.MAZALIM_KEY_FILE = tmp_path / "keys.json"
    make_key_file(settings.MAZALIM_KEY_FILE)
    totp, old = set_up_app(officer, at=NOON), wrapping_key_name()
    rotate(purposes=("wrapping",), wait=0, say=lambda line: None, clock=timezone.now)
    held = CodeApp.objects.get(officer=officer)
    assert held.key_id == wrapping_key_name() != old
    take_app_code(app=held, typed=totp.at(NOON), at=NOON)


def guess(officer, times, *, network=HERE, device="", at=NOON):
    for _ in range(times):
        with pytest.raises(WrongCode):
            take_code(officer=officer, typed="000000", network=network, device=device, at=at)


def test_ten_wrong_codes_stop_whoever_knows_the_password_but_not_the_owners_own_browser(officer, app):
    guess(officer, 10)
    for typed in ("000000", app.at(NOON)):
        with pytest.raises(actions.TooManyTries):
            take_code(officer=officer, typed=typed, network=HERE, at=NOON)
    assert take_code(officer=officer, typed=app.at(NOON), network=HERE, device="known", at=NOON) == "app"


def test_codes_guessed_from_many_networks_leave_only_known_browsers_and_are_told_once(officer, app, settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"second_step_failures_per_account_everywhere": (4, 86_400)}
    for number in range(4):
        guess(officer, 1, network=f"198.51.100.{number}")
    for number in range(4, 7):
        with pytest.raises(actions.TooManyTries):
            take_code(officer=officer, typed=app.at(NOON), network=f"198.51.100.{number}", at=NOON)
    assert mails() == [officer.email]
    assert SignInEvent.objects.filter(officer=officer, kind="guessed").count() == 1
    assert take_code(officer=officer, typed=app.at(NOON), network=HERE, device="known", at=NOON) == "app"


def test_right_codes_use_no_limit_up(officer, app):
    for number in range(12):
        at = NOON + number * HALF_MINUTE
        take_code(officer=officer, typed=app.at(at), network=HERE, at=at)


def test_a_wrong_code_and_too_many_are_said(client, officer, app, settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"second_step_failures_per_account": (1, 900)}
    show_password(client, officer)
    assert "This code is not right" in show_code(client, "000000").content.decode()
    response = show_code(client, app.now())
    assert response.status_code == 429
    assert not is_in(client)


def test_a_recovery_code_lets_in_once(client, officer, app):
    codes = renew_recovery_codes(officer=officer, at=NOON)
    assert len(set(codes)) == HOW_MANY
    show_password(client, officer)
    show_code(client, f" {codes[0].upper().replace('-', ' ')}")
    assert is_in(client)
    other = type(client)()
    show_password(other, officer)
    show_code(other, codes[0])
    assert not is_in(other)
    assert steps_of(officer).codes_left == HOW_MANY - 1
    assert SignInEvent.objects.filter(officer=officer, kind="code_used").exists()


def test_recovery_codes_are_kept_as_hashes_of_their_account_and_die_when_renewed(officer):
    old = renew_recovery_codes(officer=officer, at=NOON)
    assert not any(old[0].replace("-", "").encode() in bytes(row.code_hash) for row in RecoveryCode.objects.all())
    with pytest.raises(WrongCode):
        use_recovery_code(officer=factories.officer(), typed=old[1], at=NOON)
    new = renew_recovery_codes(officer=officer, at=NOON)
    with pytest.raises(WrongCode):
        use_recovery_code(officer=officer, typed=old[1], at=NOON)
    use_recovery_code(officer=officer, typed=new[1], at=NOON)


def test_who_must_have_a_second_step_and_has_none_comes_to_nothing_else(client, officer, asked_of_everybody):
    assert show_password(client, officer)["Location"] == reverse("accounts:steps")
    assert product.DEVICE_COOKIE_NAME not in client.cookies
    for page in ("accounts:account", "accounts:sessions", "accounts:password", "workbench:my_work", "workbench:desk"):
        assert client.get(reverse(page))["Location"] == reverse("accounts:steps")
    assert "Set up a second step" in client.get(reverse("accounts:steps")).content.decode()


def test_setting_up_an_app_shows_ten_codes_once_and_opens_the_work(client, officer, asked_of_everybody):
    show_password(client, officer)
    page = client.get(reverse("accounts:app")).content.decode()
    assert "data:image/svg+xml" in page
    assert client.post(reverse("accounts:app"), {"code": "000000"}).status_code == 200
    assert not steps_of(officer).is_any
    shown = client.post(reverse("accounts:app"), {"code": TOTP(begin_app(officer=officer, at=NOON)).now()}).content.decode()
    assert shown.count("<li>") >= HOW_MANY
    assert steps_of(officer).codes_left == HOW_MANY
    assert client.get(reverse("workbench:my_work")).status_code == 200
    assert client.get(reverse("accounts:app"))["Location"] == reverse("accounts:steps")


def test_the_demonstration_asks_nobody_and_says_so(client, officer, settings):
    settings.MAZALIM_DEMO = True
    show_password(client, officer)
    assert is_in(client)
    assert "This demonstration asks nobody for a second step" in client.get(reverse("accounts:account")).content.decode()


def test_a_session_that_never_passed_our_pages_opens_nothing(client, officer, asked_of_everybody):
    client.force_login(officer)
    assert not is_in(client)
    assert STEP not in client.session


def test_the_only_second_step_of_who_must_have_one_stays(client, officer, asked_of_everybody):
    totp = set_up_app(officer)
    show_password(client, officer)
    show_code(client, totp.now())
    assert "only second step" in client.post(reverse("accounts:remove_step"), {"app": "1"}, follow=True).content.decode()
    assert steps_of(officer).app


def test_whose_role_needs_none_may_remove_it(client, officer, app):
    show_password(client, officer)
    show_code(client, app.now())
    client.post(reverse("accounts:remove_step"), {"app": "1"})
    assert not steps_of(officer).is_any


def test_renewing_codes_asks_once_and_shows_them_once(client, officer, app):
    show_password(client, officer)
    show_code(client, app.now())
    assert "stop working" in client.get(reverse("accounts:recovery_codes")).content.decode()
    assert "Shown this once" in client.post(reverse("accounts:recovery_codes")).content.decode()
    assert client.post(reverse("accounts:recovery_codes"))["Cache-Control"] == "no-store"


def test_the_officer_is_told_of_every_change_without_its_kind(officer):
    begin_app(officer=officer, at=NOON)
    with pytest.raises(WrongCode):
        confirm_app(officer=officer, typed="000000", at=NOON)
    assert mails() == []
    set_up_app(officer, at=NOON)
    with pytest.raises(HasAnApp):
        begin_app(officer=officer, at=NOON)
    remove_app(officer=officer, at=NOON)
    renew_recovery_codes(officer=officer, at=NOON)
    actions.change_password(officer=officer, password="seven quiet herons on a wall", at=NOON)
    assert mails() == [officer.email] * 3
    with pytest.raises(NoApp):
        remove_app(officer=officer, at=NOON)


def test_a_session_that_began_by_password_alone_ends_when_a_role_begins_that_takes_more(client, asked_of_everybody):
    nobody = factories.officer()
    show_password(client, nobody)
    assert client.get(reverse("accounts:account")).status_code == 200
    actions.grant(officer=nobody, role=Role.COUNTER_OFFICER, at=NOON)
    assert reverse("accounts:sign_in") in client.get(reverse("accounts:account"))["Location"]
