"""A citizen, or an officer at a counter for one, writes, attaches, proves a contact and lodges."""
