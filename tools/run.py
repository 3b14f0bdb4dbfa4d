"""The product as in production, for one machine: the database brought up to date, then web and worker: `make run`.

A proxy that holds the certificate stands in front of it; docs/running/install.md shows one.
"""

import os
import sys

from tools.processes import CannotStart, collect_static, manage, port_of, serve


def main() -> int:
    """Migrates, loads the country's profile on the first run, collects the static files and serves until it is told to stop."""
    port = port_of(os.environ)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    manage("migrate", "--no-input", environment=environment)
    manage("load_profile", environment.get("MAZALIM_PROFILE", "").strip() or "kurdistan", "--if-none", environment=environment)
    collect_static(environment)
    return serve(port=port, environment=environment, when_ready=lambda: print(f"Serving on 127.0.0.1:{port}.", flush=True))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotStart as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
