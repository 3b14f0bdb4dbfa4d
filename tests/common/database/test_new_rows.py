"""A row made without `Model.__init__` is the row that it would have made."""

import pytest

from mazalim.common.database.new_rows import new_row
from mazalim.complaints.models import Complaint, Entry

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("model", [Complaint, Entry])
def test_a_row_has_the_defaults_of_its_columns(model: type) -> None:
    ours, theirs = new_row(model), model()
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "written_in"]
    assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}
    assert ours._state.adding


def test_what_is_made_anew_for_every_row_is_shared_by_none() -> None:
    one, other = new_row(Complaint), new_row(Complaint)
    one.steps_done.append("warned")
    assert other.steps_done == []


def test_a_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(TypeError, match="desk"):
        new_row(Complaint, desk=None)
