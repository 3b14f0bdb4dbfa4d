"""Pages for everybody that belong to no complaint, and the commands that load or begin a country's profile."""
