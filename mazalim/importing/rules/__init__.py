"""How a line is read and what is wrong with it. Pure: what the directory and the policy hold is given."""

from mazalim.importing.rules.checking import Prepared, checked
from mazalim.importing.rules.faults import Fault, Faults
from mazalim.importing.rules.history import Act
from mazalim.importing.rules.known import Known, KnownBody
from mazalim.importing.rules.reading import Format, NotAFile, Raw, lines_of, raw_of

__all__ = ["Act", "Fault", "Faults", "Format", "Known", "KnownBody", "NotAFile", "Prepared", "Raw", "checked", "lines_of", "raw_of"]
