"""Where a server's unix socket lies: in its data folder, or in a private one where that path is too long."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sapa.embedded.process import Account

# The kernel's limit is 107 bytes; a client may add a suffix of its own.
LONGEST = 100


@contextmanager
def socket_folder(data: Path, name: str, account: Account) -> Iterator[Path]:
    """The folder for a socket of that name. A comma would end the path in a connection's list of hosts."""
    if _fits(data, name):
        yield data
        return
    bases = (tempfile.gettempdir(), "/tmp")  # noqa: S108 - a folder of our own is made there
    base = next(base for base in bases if _fits(Path(base) / "sapa-12345678", name))
    folder = Path(tempfile.mkdtemp(prefix="sapa-", dir=base))  # mkdtemp makes it 0700
    try:
        account.take(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fits(folder: Path, name: str) -> bool:
    return len(bytes(folder / name)) <= LONGEST and "," not in str(folder)
