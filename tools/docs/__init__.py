"""The pages of docs/ that are written by the product itself: `make docs`. A guard says when one is stale."""

from pathlib import Path

from tools.docs.access import access_page
from tools.docs.lifecycle import lifecycle_drawing, lifecycle_page

ROOT = Path(__file__).resolve().parent.parent.parent


def pages() -> dict[Path, str]:
    """Every generated page and what it should hold; Django must be set up."""
    docs = ROOT / "docs"
    return {
        docs / "lifecycle.md": lifecycle_page(),
        docs / "lifecycle.svg": lifecycle_drawing(),
        docs / "security" / "access.md": access_page(),
    }
