"""A public complaints service. docs/architecture.md says what is where."""
