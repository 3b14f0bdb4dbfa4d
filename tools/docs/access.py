"""docs/security/access.md: who reads what, from the matrix."""

HEAD = """# Who reads what

Printed by `make docs` from `mazalim/complaints/access/`: `matrix.py` holds what somebody may be to a case, `surfaces.toml` to which surface each address
belongs. The query `complaints_shown_to`, with which every list, page, count, search and file begins, is made of the first table. A walk tries every address
with every kind of person on every kind of case: `make walk`. What is not allowed answers exactly like something that does not exist.

Three things decide together: *what somebody is to this one case* (the first table), *what a surface shows* (the second), and, where something is done, *the
state of the case* (the [table of moves](../lifecycle.md)). The account alone decides nothing.

## What somebody is to a case
Who stands in none of these relations has no such case. Whoever is **excluded** from a case (accused, stepped back, worked on what is appealed against)
stands in none, whatever their roles. After a referral the former desk has no relation any more. An account that was closed, a role that has ended, a
key that was taken back: none. Administrators, auditors and counter officers stand in no relation to any case.

| Relation | Who | In which states | On an integrity desk too | By whose hand they act |
|---|---|---|---|---|
"""
PARTS_HEAD = """
## What a relation opens
| | the complainant | every relation of officers |
|---|---|---|
"""
SURFACES_HEAD = """
## Surfaces
*Opens to* is asked first; where an address names one thing, what is not among *which of them* answers as if it did not exist. Acts on a case are listed with
the moves of which one must be open to the person in this state; without one the page says itself what is open, or refuses.

"""


def _words(code: str) -> str:
    return code.replace("_", " ")


def _sorted(moves: frozenset[str]) -> str:
    return ", ".join(_words(move) for move in sorted(moves))


def access_page() -> str:
    """docs/security/access.md."""
    from mazalim.complaints.access.matrix import EVERY_STATE, OFFICERS_PARTS, OWN_PARTS, TABLE, Part, Relation
    from mazalim.complaints.access.surfaces import surfaces

    lines = [
        f"| {Relation.COMPLAINANT} | Showed the complaint's code and contact; sees this case alone. | every state | yes | complainant |"
    ]
    for row in TABLE:
        states = "every state" if row.states == EVERY_STATE else ", ".join(_words(state) for state in sorted(row.states))
        hands = _sorted(row.hands) or "none: reads"
        lines.append(f"| {row.relation} | {row.who} | {states} | {'yes' if row.takes_guarded else 'no'} | {hands} |")
    parts = [f"| {part} | {OWN_PARTS[part]} | {OFFICERS_PARTS[part]} |" for part in Part]
    shown = []
    for surface in surfaces():
        of_case = ", ".join(str(part) for part in Part if part in surface.parts) or "nothing"
        shown.append(f"### {_words(surface.code).capitalize()}\n{surface.says[0].upper()}{surface.says[1:]}.\n")
        shown.append(f"- Opens to: {surface.opens_to.words}.")
        if surface.rows:
            shown.append(f"- Which of them: {surface.rows}.")
        shown.append(f"- Shows of a case: {of_case}.")
        if surface.routes:
            shown.append(f"- Addresses: {', '.join(f'`{key}`' for key in surface.routes)}.")
        if surface.acts:
            shown.append("\n| Address | Needs one of |\n|---|---|")
            shown.extend(f"| `{key}` | {_sorted(moves) or 'what the page says'} |" for key, moves in surface.acts.items())
        shown.append("")
    return HEAD + "\n".join(lines) + "\n" + PARTS_HEAD + "\n".join(parts) + "\n" + SURFACES_HEAD + "\n".join(shown).rstrip() + "\n"
