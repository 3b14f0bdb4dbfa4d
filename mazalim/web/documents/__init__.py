"""Papers: a template in a small HTML vocabulary, set as an accessible PDF. docs/contributing/documents.md shows one."""

from mazalim.web.documents.typesetting import Busy, TooLong, typeset

__all__ = ["Busy", "TooLong", "typeset"]
