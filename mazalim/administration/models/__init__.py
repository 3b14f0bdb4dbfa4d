"""What administrators changed, what waits for a second administrator, and bodies that are being closed."""

from mazalim.administration.models.change import Change
from mazalim.administration.models.closing import Closing
from mazalim.administration.models.proposal import RoleProposal

__all__ = ["Change", "Closing", "RoleProposal"]
