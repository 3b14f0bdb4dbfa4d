"""The one refusal of every check."""


class WrongKind(Exception):
    """The file is not of an accepted kind, is not what its name says, or asks for more than a file of its kind may."""
