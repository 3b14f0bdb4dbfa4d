"""The life of a complaint, one folder for each stage. A stage may look back, never ahead."""
