"""The command line: `python -m sapa.cli COMMAND`; every fault of the surroundings is one sentence."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from sapa.commands import audit, backup, demo, papers, processes, register, run, sop
from sapa.commands.parser import Parser
from sapa.config import Config, ConfigError, reason


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 for a fault that was explained, 2 for wrong words."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    options = _parser().parse_args(arguments)
    command: Callable[[Config, argparse.Namespace], int] = options.command
    try:
        return command(Config.from_env(), options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is still buffered must not fail at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (ConfigError, OperationalError, RedisError, OSError) as fault:
        print(f"sapa: {_sentence(fault)}", file=sys.stderr)
        return 1


def _sentence(fault: Exception) -> str:
    if isinstance(fault, OperationalError):
        return "Basis data tidak menjawab lagi; ulangi perintah ini setelah basis data berjalan."
    if isinstance(fault, RedisError):
        return "Redis tidak menjawab lagi; ulangi perintah ini setelah Redis berjalan."
    if isinstance(fault, OSError):
        where = f"{fault.filename}: " if fault.filename else ""
        return f"Sistem menolak: {where}{reason(fault)}."
    return str(fault)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="sapa", description="Kantor belakang pengaduan warga menurut SOP.")
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    for part in (run, demo, processes, papers, audit, register, backup, sop):
        part.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
