"""The key ring: a rotation that goes on while everybody works, and the end of keys that are needed no more."""
