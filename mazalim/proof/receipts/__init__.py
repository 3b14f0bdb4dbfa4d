"""Receipts: signed at lodging, held by the complainant, checked by anybody."""
