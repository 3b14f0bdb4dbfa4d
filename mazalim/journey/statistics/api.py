"""What the public sees, for machines."""

from ninja import Router

router = Router(tags=["figures"])
