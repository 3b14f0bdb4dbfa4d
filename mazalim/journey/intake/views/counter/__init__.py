"""The counter: officers write what a citizen says. Between its pages stand those of the wizard."""
