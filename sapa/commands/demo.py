"""`sapa demo`: play the demo city and judge its signed report; `sapa demo advance 3d` moves its clock."""

from __future__ import annotations

import argparse

from sapa.commands.ground import demo_released, standing
from sapa.config import Config, ConfigError
from sapa.demo.advance import advance_by
from sapa.demo.exhibits import account_table, signed_report_is_valid
from sapa.demo.load import load_if_empty


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    parser = commands.add_parser("demo", help="mainkan kota contoh; `demo advance 3d` memajukan jamnya")
    parser.set_defaults(command=demo)
    inner = parser.add_subparsers(metavar="TINDAKAN")
    advance = inner.add_parser("advance", help="majukan jam demo, misalnya 3d, 2h, 30m")
    advance.add_argument("span", metavar="LAMA")
    advance.set_defaults(command=move_clock)


def demo(config: Config, options: argparse.Namespace) -> int:
    """Load the demo where it is missing; 0 only if the signed report verifies."""
    _only_demo(config)
    with standing(config) as ready:
        app = demo_released(ready)
        with app.app_context():
            load_if_empty(ready)
            for line in account_table(ready):
                print(line)
            return 0 if signed_report_is_valid(ready) else 1


def move_clock(config: Config, options: argparse.Namespace) -> int:
    """Move the demo's clock on, through every moment at which something falls due."""
    _only_demo(config)
    with standing(config) as ready:
        app = demo_released(ready)
        with app.app_context():
            print(advance_by(ready, options.span))
    return 0


def _only_demo(config: Config) -> None:
    if not config.demo or config.database_url:
        raise ConfigError("Perintah demo hanya untuk kota contoh pada basis data bawaan, tanpa DATABASE_URL.")
