"""A supervisor with small children: `python -m tests.supervisor.house VAR PORT [crash|follow]`."""

from __future__ import annotations

import sys

from sapa import supervisor
from sapa.config import Config
from sapa.supervisor import Child

PYTHON = sys.executable
SLEEP = "import time; print('tidur', flush=True); time.sleep(600)"


if __name__ == "__main__":
    var, port, *words = sys.argv[1:]
    supervisor.PAUSE = 0.05
    config = Config.from_env({"SAPA_ENV": "test", "SAPA_VAR": var, "SAPA_PORT": port})
    web = Child("web", (PYTHON, "-m", "http.server", "--bind", config.host, port))
    script = "raise SystemExit(1)" if "crash" in words else SLEEP
    worker = Child("pekerja", (PYTHON, "-c", script), follows="follow" in words)

    def say(text: str) -> None:
        print(text, flush=True)

    sys.exit(supervisor.serve(config, [web, worker], on_ready=lambda: say("siap"), say=say))
