"""Prove every chain and every seal again, from what the database holds, and name what does not fit."""

from mazalim.proof.checking.chains import Chains
from mazalim.proof.checking.findings import Finding, Findings
from mazalim.proof.checking.seals import Seals
from mazalim.proof.checking.snapshot import snapshot

__all__ = ["Chains", "Finding", "Findings", "Seals", "snapshot"]
