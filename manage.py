#!/usr/bin/env python
"""Runs the commands of Django and of the register."""

import os
import sys

from django.core.management import execute_from_command_line

# Commands that work as the role that owns the tables (DATABASE_OWNER_URL); all others as the one that may only add.
OF_THE_OWNER = (["migrate"], ["restore"])

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orgregs.settings")
    if sys.argv[1:2] in OF_THE_OWNER:
        os.environ["DATABASE_ROLE"] = "owner"
    execute_from_command_line(sys.argv)
