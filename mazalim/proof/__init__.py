"""The place of signed receipts and seals."""
