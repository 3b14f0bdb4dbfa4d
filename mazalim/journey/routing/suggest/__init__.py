"""Which body and which category a complaint is about: the profile's words, the places and names in the text, and what past cases teach."""

from mazalim.journey.routing.suggest.asking import CategorySuggestion, Suggestion, Why, suggest_bodies, suggest_categories
from mazalim.journey.routing.suggest.knowledge import CategoryRow, forget_suggestions, hashed

__all__ = [
    "CategoryRow",
    "CategorySuggestion",
    "Suggestion",
    "Why",
    "forget_suggestions",
    "hashed",
    "suggest_bodies",
    "suggest_categories",
]
