"""Proofs about the identity vault: keys rotate under kills, and what was disposed of is found nowhere any more."""
