"""The command line: `python -m sapa.cli COMMAND`; every fault of the surroundings is one sentence."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from sapa.commands.parser import Parser
from sapa.config import Config, ConfigError, reason

#: Command -> its module. Only that one is loaded: some of them bring the whole house.
COMMANDS = {
    "run": "run",
    "release": "run",
    "demo": "demo",
    "web": "processes",
    "worker": "processes",
    "scheduler": "processes",
    "verify": "papers",
    "audit": "audit",
    "register": "register",
    "backup": "backup",
    "restore": "backup",
    "sop": "sop",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 for a fault that was explained, 2 for wrong words."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    words = sys.argv[1:] if arguments is None else arguments
    options = _parser(words[0] if words else "").parse_args(words)
    command: Callable[[Config, argparse.Namespace], int] = options.command
    try:
        return command(Config.from_env(), options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is still buffered must not fail at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        sentence = _sentence(fault)
        if not sentence:
            raise
        print(f"sapa: {sentence}", file=sys.stderr)
        return 1


def _sentence(fault: Exception) -> str:
    """A fault of the surroundings in one sentence; "" for a fault of ours."""
    from redis.exceptions import RedisError  # where nothing goes wrong, nobody waits for these
    from sqlalchemy.exc import OperationalError

    if isinstance(fault, OperationalError):
        return "Basis data tidak menjawab lagi; ulangi perintah ini setelah basis data berjalan."
    if isinstance(fault, RedisError):
        return "Redis tidak menjawab lagi; ulangi perintah ini setelah Redis berjalan."
    if isinstance(fault, OSError):
        where = f"{fault.filename}: " if fault.filename else ""
        return f"Sistem menolak: {where}{reason(fault)}."
    return str(fault) if isinstance(fault, ConfigError) else ""


def _parser(word: str) -> argparse.ArgumentParser:
    """The grammar of the command *word*; of all of them where there is none of that name."""
    parser = Parser(prog="sapa", description="Kantor belakang pengaduan warga menurut SOP.")
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    for part in [COMMANDS[word]] if word in COMMANDS else dict.fromkeys(COMMANDS.values()):
        import_module(f"sapa.commands.{part}").add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
