"""The rules of the country: shown in words, and changed by a version that begins on a day to come."""
