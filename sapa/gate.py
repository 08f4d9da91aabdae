"""A process that is started ahead of what it must know: it loads its program and waits here meanwhile."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

#: Names the pipe at which a process waits.
GATE = "SAPA_GATE"


def wait() -> None:
    """Take over the environment that comes through the gate, where this process was started at one.

    Ends the process where whoever started it went away without a word.
    """
    pipe = os.environ.pop(GATE, None)
    if pipe is None:
        return
    with os.fdopen(int(pipe)) as file:
        said = file.read()
    if not said:
        raise SystemExit(1)
    os.environ.update(json.loads(said))


def open_to(pipe: int, environ: Mapping[str, str]) -> None:
    """Let the process behind *pipe* go on with *environ*; one that has ended meanwhile hears nothing."""
    try:
        with os.fdopen(pipe, "w") as file:
            json.dump(dict(environ), file)
    except BrokenPipeError:
        pass
