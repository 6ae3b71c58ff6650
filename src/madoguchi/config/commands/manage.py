# SPDX-License-Identifier: Apache-2.0
"""Run a Django management command in a zone."""

import argparse

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="as for Django's manage.py")


def run(options: argparse.Namespace) -> int:
    """Hand the words on to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["madoguchi manage", *options.arguments])
    return 0
