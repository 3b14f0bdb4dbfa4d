#!/usr/bin/env python3
"""Runs a management command of Mazalim."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
elif __name__ == "__mp_main__":  # a process that a command has started for itself, before it is handed anything of the product
    import django

    django.setup()
