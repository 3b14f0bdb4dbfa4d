"""The one refusal of every check."""


class WrongKind(Exception):
    """The file is not of an accepted kind, is not what its name says, or asks for more than a file of its kind may."""


class TooManyPixels(WrongKind):
    """The picture is larger than one of its kind may be; as a JPEG it may be larger than as anything else."""
