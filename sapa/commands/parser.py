"""The command line's grammar in Indonesian: argparse itself speaks English only."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

#: What argparse says -> what we say; the groups are filled in.
_FAULTS = (
    (r"the following arguments are required: (.+)", "{0} belum diisi"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", "{1} tidak dikenal; pilih {2}"),
    (r"unrecognized arguments: (.+)", "{0} tidak dikenal"),
    (r"argument (.+): expected .+ argument.*", "{0} belum diberi nilai"),
    (r"argument (.+): ignored explicit argument (.+)", "{0} tidak memakai nilai"),
    (r"ambiguous option: (\S+) could match (.+)", "{0} dapat berarti {1}"),
)


class _Help(argparse.HelpFormatter):
    """The page of `--help`."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Pemakaian: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose faults are one sentence, and whose help reads as the rest does."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"formatter_class": _Help, **words, "add_help": False})
        self._positionals.title, self._optionals.title = "yang diisi", "pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan bantuan ini")

    def error(self, message: str) -> NoReturn:
        """Status 2 and what is wrong with the words that were typed."""
        self.exit(2, f"sapa: {said(message)}. Lihat: {self.prog} --help\n")


def said(message: str) -> str:
    """A fault of argparse in Indonesian."""
    for pattern, words in _FAULTS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(*match.groups())
    return "perintah ini tidak dimengerti"
