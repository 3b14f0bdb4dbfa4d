"""The text for whoever starts the demonstration: how to sign in, and which complaints to follow."""

from collections.abc import Sequence

from mazalim.complaints.models import State
from mazalim.demo.country.cast import PASSWORD, Cast
from mazalim.demo.country.lodging import Case

LANGUAGE_NAMES = {"ckb": "Sorani", "ar": "Arabic", "en": "English"}
STATES = {
    State.ANSWERED: "it has a reply, which can be rated or doubted",
    State.AWAITING_COMPLAINANT: "a question waits for an answer",
    State.UNDER_APPEAL: "an appeal is being decided",
}


def told(cast: Cast, lodged: Sequence[Case]) -> str:
    """Sign-ins by place and role, and complaints with their code and contact."""
    lines = [
        "OFFICERS sign in at /en/office/sign-in/ (or /ckb/, /ar/, /fr/)",
        f"  The password of all: {PASSWORD} (the demonstration asks nobody for a second step)",
    ]
    last = ""
    for place, role, emails in cast.sign_ins:
        if place != last:
            lines.append(f"  {place}")
            last = place
        lines.append(f"    {role + ':':<17} {', '.join(emails)}")
    lines += ["", "CITIZENS follow a complaint at /en/follow/ with its code and contact"]
    for case in lodged:
        state = case.fresh().state
        if "shown" in case.plan.must:
            lines.append(f"  {case.code}   {case.contact}   ({LANGUAGE_NAMES[case.plan.language]}; {STATES.get(State(state), state)})")
    lines += ["", "POST: every e-mail and SMS that is sent from now on can be read at /demo/post/"]
    return "\n".join(lines) + "\n"
