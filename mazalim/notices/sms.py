"""SMS through a gateway that takes JSON: POST {"to", "text", "reference"}; any 2xx accepts."""

import json
import urllib.error
import urllib.request

from django.conf import settings
from django.utils.module_loading import import_string

SECONDS = 15


class NotAccepted(Exception):
    """The gateway did not take the message; it is worth another try."""


class Refused(Exception):
    """The gateway will never take this message (4xx but 408 and 429)."""


class GatewaySender:
    """Sends through MAZALIM_SMS_URL."""

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Hand one message to the gateway. Raises NotAccepted or Refused."""
        body = json.dumps({"to": to, "text": text, "reference": reference}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if settings.MAZALIM_SMS_TOKEN:
            headers["Authorization"] = f"Bearer {settings.MAZALIM_SMS_TOKEN}"
        request = urllib.request.Request(settings.MAZALIM_SMS_URL, data=body, headers=headers)  # noqa: S310 - settings allow http(s) only
        try:
            with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310  # nosec B310 - as above
                return
        except urllib.error.HTTPError as error:
            if 400 <= error.code < 500 and error.code not in {408, 429}:
                raise Refused(f"The gateway answered {error.code}.") from error
            raise NotAccepted(f"The gateway answered {error.code}.") from error
        except OSError as error:
            raise NotAccepted(f"The gateway cannot be reached: {error}.") from error


GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def parts_of(text: str) -> int:
    """In how many parts a text is sent and paid for: 160 signs of the GSM alphabet or 70 of any other; a few less where there are several."""
    alone, each = (160, 153) if set(text) <= GSM else (70, 67)
    return 1 if len(text) <= alone else -(-len(text) // each)


def is_configured() -> bool:
    """Whether phones can be reached at all; where not, forms ask for e-mail alone."""
    return bool(settings.MAZALIM_SMS_URL) or settings.MAZALIM_DEMO


def send_sms(*, to: str, text: str, reference: str) -> None:
    """Send one message by the configured sender. Raises NotAccepted or Refused."""
    import_string(settings.MAZALIM_SMS_SENDER)().send(to=to, text=text, reference=reference)
