"""Attacks on a running Mazalim on this machine alone: `make attack`. docs/security/attacks.md says what each part does."""
