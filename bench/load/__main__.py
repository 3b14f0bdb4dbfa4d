"""Reads a plan from its standard input, sends it, writes what it saw: see `bench.load.drive`."""

import json
import sys

from bench.load.loops import run

if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
