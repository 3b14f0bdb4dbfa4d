"""What is done to clocks: contested pauses judged, deadlines corrected where the calendar changed."""

from mazalim.journey.casework.actions.times.correcting import correct_deadline, correct_deadlines
from mazalim.journey.casework.actions.times.pausing import NoWords, lift_pause, uphold_pause

__all__ = ["NoWords", "correct_deadline", "correct_deadlines", "lift_pause", "uphold_pause"]
