"""Search in the words of cases: a table beside the case file that holds each case's normalised words and who may find it.

It is written in the transaction that turns a leaf (`keeping`), asked with the visitor's scope inside the index condition (`asking`), and kept by
one thin adapter for each database (`tables`). Whoever asks begins with `complaints_shown_to` all the same: the index narrows, it never decides.
"""

from mazalim.complaints.search.asking import Question, found_among, found_at_once, newest_found, newest_seen, question_in
from mazalim.complaints.search.keeping import enter, enter_new, follow, forget, line_of, rebuild
from mazalim.complaints.search.scope import scope_of
from mazalim.complaints.search.words import case_number_in

__all__ = [
    "Question",
    "case_number_in",
    "enter",
    "enter_new",
    "follow",
    "forget",
    "found_among",
    "found_at_once",
    "line_of",
    "newest_found",
    "newest_seen",
    "question_in",
    "rebuild",
    "scope_of",
]
