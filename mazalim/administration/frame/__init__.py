"""The frame around the administrators' pages: who comes in, the menu, the overview."""
