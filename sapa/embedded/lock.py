"""One owner per data folder: a lock that the kernel frees, in a file that says where the servers are."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO

from sapa.config import ConfigError, reason


def take(var: Path) -> IO[str] | None:
    """The open lock file, ours until it is closed or we end; None while another process has it."""
    file = (var / "servers.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except OSError as fault:
        file.close()
        raise ConfigError(f"Folder {var} tidak dapat dikunci: {reason(fault)}.") from None
    tell(file, {})
    return file


def tell(file: IO[str], urls: dict[str, str]) -> None:
    """Tell the other processes who owns the servers and where they are."""
    file.truncate(0)
    json.dump({"pid": os.getpid(), **urls}, file)
    file.flush()


def told(var: Path) -> dict[str, str]:
    """What the owner has told so far."""
    try:
        return {name: str(value) for name, value in json.loads((var / "servers.lock").read_text()).items()}
    except ValueError:
        return {}  # just being written
