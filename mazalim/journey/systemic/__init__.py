"""Many complaints, one cause: what is done about it, before and after."""
