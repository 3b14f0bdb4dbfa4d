"""What this machine and this server could do at best: the limits beside which figures are read."""
