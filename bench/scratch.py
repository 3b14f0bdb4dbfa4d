"""The database that is measured, made and thrown away."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tools.postgresql import private_cluster
from tools.processes import scratch_environment


@contextmanager
def scratch_database(*, is_postgresql: bool) -> Iterator[None]:
    """Settings of a demonstration on an empty SQLite, or on a PostgreSQL started for the purpose; inside the block Django may be loaded."""
    with tempfile.TemporaryDirectory(prefix="mazalim-bench-") as name, private_cluster() if is_postgresql else nullcontext("") as url:
        os.environ.update(
            scratch_environment(Path(name), url) | {"MAZALIM_DEBUG": "0", "MAZALIM_ORIGIN": "http://127.0.0.1:8000", "MAZALIM_DEMO": "1"}
        )
        yield
