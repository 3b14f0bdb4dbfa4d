"""Small pure functions without a model: crypto, text, clock."""
