"""The demonstration: a country with made-up complaints, and the notices that it keeps. Only with MAZALIM_DEMO=1."""
