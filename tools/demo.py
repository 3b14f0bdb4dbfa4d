"""The demonstration: a made-up year and a half of complaints in a real country, on one machine: `make demo`.

MAZALIM_PORT, MAZALIM_DATA_DIR, DATABASE_URL, MAZALIM_EMAIL_URL and MAZALIM_SMS_URL are honoured.
"""

import os
import sys
from pathlib import Path

from tools.processes import ROOT, CannotStart, collect_static, manage, port_of, serve

PREPARATIONS = {
    "Preparing the database": ["migrate", "--no-input", "--verbosity", "0"],
    "Loading the bodies, places and rules of the country": ["load_profile", "kurdistan"],
    "Loading the complaints of the demonstration": ["load_demo"],
}


def main() -> int:
    """Prepares what is missing, then serves until Ctrl-C."""
    data = Path(os.environ.get("MAZALIM_DATA_DIR", "").strip() or ROOT / "var" / "demo").expanduser().resolve()
    port = port_of(os.environ)
    environment = {
        "MAZALIM_STATIC_DIR": str(data / "static"),
        "MAZALIM_SECURITY_LOG": str(data / "security.log"),  # two hundred lines about made-up officers are no first sight
        **os.environ,
        "MAZALIM_DEMO": "1",
        "MAZALIM_DATA_DIR": str(data),
        "MAZALIM_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for sentence, command in PREPARATIONS.items():
        print(f"{sentence} ...", flush=True)
        manage(*command, environment=environment)
    collect_static(environment)

    def when_ready() -> None:
        text = data / "demo.txt"
        told = text.read_text("utf-8").strip() if text.exists() else ""
        print(f"\nMazalim is at http://127.0.0.1:{port}/\n\n{told}\n\nCtrl-C stops it.", flush=True)

    return serve(port=port, environment=environment, when_ready=when_ready)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotStart as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
