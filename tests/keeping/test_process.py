"""What a web process does at the end of its start."""

import gc
import re
import sys
from pathlib import Path

import pytest

import mazalim
from mazalim.keeping.process import MADE_BETWEEN_LOOKS, SECONDS_IN_ONE_PIECE, settle

PRODUCT = Path(mazalim.__file__).parent


def test_what_was_loaded_is_looked_at_no_more_and_what_requests_make_is_looked_at_seldom():
    before, piece = gc.get_threshold(), sys.getswitchinterval()
    try:
        settle()
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] == MADE_BETWEEN_LOOKS
        assert sys.getswitchinterval() == pytest.approx(SECONDS_IN_ONE_PIECE)
        assert gc.isenabled(), "Circles are still found, for an hour's requests would else fill the memory."
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
        sys.setswitchinterval(piece)


@pytest.mark.parametrize("library", ["typst", "holidays", "xlsxwriter", "sklearn"])
def test_what_few_processes_need_is_not_loaded_by_every_process(library: str):
    loads = re.compile(rf"^(import|from) {library}\b", re.MULTILINE)
    assert [path.name for path in PRODUCT.rglob("*.py") if loads.search(path.read_text())] == []
