"""The machine's door: the routers of the stages as one OpenAPI document, its reference, its problems."""
