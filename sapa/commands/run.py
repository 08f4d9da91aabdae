"""`sapa run`: everything on one machine until Ctrl-C. `sapa release`: the release step alone."""

from __future__ import annotations

import argparse

from sapa import preflight
from sapa.config import Config
from sapa.supervisor import children


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    commands.add_parser("run", help="jalankan semuanya sampai Ctrl-C").set_defaults(command=run)
    commands.add_parser("release", help="siapkan basis data untuk versi ini").set_defaults(command=prepare)


def run(config: Config, options: argparse.Namespace) -> int:
    """Start servers, prepare the database, load the demo into an empty one of our own, and serve."""
    preflight.check_port(config.host, config.port)
    members = children(config)
    with members[0].ahead():
        # Most of a start is the loading of programs: the web process loads its own while we load ours.
        from sapa.commands import opening

        return opening.serving(config, members)


def prepare(config: Config, options: argparse.Namespace) -> int:
    """The release step, for installations that start their processes themselves."""
    from sapa.commands import opening

    return opening.released(config)
