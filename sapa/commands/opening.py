"""How the house opens: servers, release step, first accounts or demo city, and then its processes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Flask

from sapa.commands.ground import demo_released, kept, standing
from sapa.config import Config
from sapa.db import dispose_before_fork
from sapa.demo.exhibits import account_table
from sapa.demo.load import load_if_empty
from sapa.release import release
from sapa.services.upkeep import foundation
from sapa.supervisor import Child, serve


def serving(config: Config, members: Sequence[Child]) -> int:
    """Start servers, prepare the database, load the demo into an empty one of our own, and serve."""
    own = not config.database_url
    with kept(config) as (ready, urls):
        app = _released(ready, own)
        lines = _first_accounts(app, ready, own)
        dispose_before_fork(app)
        return serve(ready, members, on_ready=lambda: _announce(ready, lines), heal=urls.heal)


def released(config: Config) -> int:
    """The release step alone, for installations that start their processes themselves."""
    own = not config.database_url
    with standing(config) as ready:
        for line in _first_accounts(_released(ready, own), ready, own):
            print(line)
    return 0


def _released(config: Config, own: bool) -> Flask:
    return demo_released(config) if config.demo and own else release(config)


def _first_accounts(app: Flask, config: Config, own: bool) -> list[str]:
    """The demo city on our own empty database; on a database of the city's own only a first Admin."""
    with app.app_context():
        if config.demo and own:
            load_if_empty(config)
            return account_table(config)
        if foundation.has_accounts():
            return []
        password = secrets.token_urlsafe(12)
        foundation.first_admin(password)
        return [f'Akun pertama: nama "admin", kata sandi "{password}" (wajib diganti saat masuk pertama).']


def _announce(config: Config, lines: list[str]) -> None:
    print(f"\nsapa siap di {config.public_url}\n")
    for line in lines:
        print(line)
    print("\nHentikan dengan Ctrl-C.", flush=True)
