"""docs/lifecycle.md and its drawing: the table of moves."""

HEAD = """# The life of a complaint

Printed by `make docs` from the one table in `mazalim/complaints/lifecycle/table.py`, which screens, the API and the tests read as well.
What is not in it is impossible: the act raises `ImpossibleMove`, and a test tries every other combination of state, move and hand.

## From state to state
![The states of a complaint and the moves between them](lifecycle.svg)

States with a strong edge are open: somebody still owes an answer. A move that stays in its state has no arrow; one from many states, or past
another state, is written where it ends.

"""
TABLE_HEAD = """## Every move
*By whose hand* is what somebody is to this one complaint: an officer works at the desk that holds the case, a supervisor oversees its body. *Stays* means that
the state does not change. A move leaves an entry of the same name in the case file; an internal one is not shown to the complainant.

| From | Move | By whose hand | To | Only if | Told |
|---|---|---|---|---|---|
"""


def _words(code: str) -> str:
    return code.replace("_", " ")


def lifecycle_drawing() -> str:
    """docs/lifecycle.svg."""
    from mazalim.complaints.lifecycle.table import TABLE
    from mazalim.complaints.models import State
    from tools.docs.drawing import drawing

    moves = [(row.move.value, state.value, row.to.value) for row in TABLE if row.to is not None for state in State if state in row.states]
    names = {state.value: str(state.label) for state in State} | {row.move.value: _words(row.move.value) for row in TABLE}
    return drawing(moves, names)


def lifecycle_page() -> str:
    """docs/lifecycle.md."""
    from mazalim.complaints.lifecycle import guards
    from mazalim.complaints.lifecycle.table import TABLE
    from mazalim.complaints.models import State, Visibility

    every, lines = list(State), []
    for row in TABLE:
        states = [state for state in every if state in row.states]
        come_from = "every state" if len(states) == len(every) else "<br>".join(_words(state.value) for state in states)
        hands = "<br>".join(sorted(_words(hand.value) for hand in row.hands))
        condition = "" if row.guard is guards.always else (row.guard.__doc__ or "").strip().split("\n")[0]
        told = "<br>".join(f"{_words(who)}: {_words(notice)}" for who, notice in row.told)
        internal = " (internal)" if row.visibility == Visibility.INTERNAL else ""
        to = "stays" if row.to is None else _words(row.to.value)
        lines.append(f"| {come_from} | {_words(row.move.value)}{internal} | {hands} | {to} | {condition} | {told} |")
    return HEAD + TABLE_HEAD + "\n".join(lines) + "\n"
