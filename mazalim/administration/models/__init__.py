"""What administrators changed, what waits for a second administrator, what is being closed, and tables that were sent."""

from mazalim.administration.models.change import Change
from mazalim.administration.models.closing import Closing
from mazalim.administration.models.proposal import RoleProposal
from mazalim.administration.models.table import BodiesTable

__all__ = ["BodiesTable", "Change", "Closing", "RoleProposal"]
