"""Answering on the machine's door, for a public body's own system."""

from mazalim.journey.replies.api import deciding, splitting, texts, writing
from mazalim.journey.replies.api.writing import PointAnswered, router

__all__ = ["PointAnswered", "deciding", "router", "splitting", "texts", "writing"]
