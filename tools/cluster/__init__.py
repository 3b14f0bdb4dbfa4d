"""Several machines on this one, as deploy/ describes them: brought up, used, killed and counted: `make cluster`."""
