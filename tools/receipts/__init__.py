"""Forges receipts in every way we could think of, and lets the stand-alone verifier judge each."""
