"""The identity vault: personal data, encrypted under a key for each complainant. It knows no officer and no case."""
