"""The supervisor's rooms: who is away, whose cases are handed over, which closings deserve a second look, and how all bodies stand."""
