"""The words of sessions and of what changed in them."""

from django.utils.translation import gettext_lazy as _

from mazalim.accounts.models import SignInEvent

BROWSERS = {"firefox": "Firefox", "chrome": "Chrome", "edge": "Edge", "safari": "Safari", "opera": "Opera"}
SYSTEMS = {"windows": "Windows", "macos": "macOS", "linux": "Linux", "android": "Android", "ios": "iOS"}
Kind = SignInEvent.Kind
EVENTS = {
    Kind.PASSWORD.value: _("The password was changed"),
    Kind.APP_ADDED.value: _("An app that shows codes was added"),
    Kind.APP_REMOVED.value: _("The app that shows codes was removed"),
    Kind.PASSKEY_ADDED.value: _("A passkey was added"),
    Kind.PASSKEY_REMOVED.value: _("A passkey was removed"),
    Kind.CODES_RENEWED.value: _("New recovery codes were made"),
    Kind.CODE_USED.value: _("A recovery code was used"),
    Kind.PROVIDER_LINKED.value: _("The organisation's own sign-in was tied to this account"),
    Kind.RESET.value: _("The second step was reset by administrators"),
    Kind.GUESSED.value: _("Somebody who knows the password was guessing codes. Change it now"),
}
