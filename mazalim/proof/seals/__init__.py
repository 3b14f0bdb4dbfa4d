"""The seal: made by the worker, published for everybody."""
