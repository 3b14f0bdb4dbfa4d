"""How many were turned away because the house was full, by class: no path, no visitor."""

import os
from collections.abc import Callable


def turned_away_counter() -> Callable[[str], None]:
    """Counts one more of a class; counts nothing where metrics are off, and then does not load the library either."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return lambda _: None
    from prometheus_client import Counter

    counted = Counter("mazalim_turned_away", "Requests answered 503 at once because the house was full, by class", ["class"])
    return lambda name: counted.labels(name).inc()
