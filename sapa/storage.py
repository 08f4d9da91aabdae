"""Content-addressed files: bytes are kept under their SHA-256, synced to disk before a row names them."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path


class StorageError(Exception):
    """A file is missing, or its bytes are no longer those its name promises."""


@dataclass(frozen=True)
class Storage:
    """A folder of files, `ab/cdef...` for the digest `abcdef...`; nothing in it is ever overwritten."""

    root: Path

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; on return they survive a power cut."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        if not self.exists(digest):
            _make_folder(path.parent)
            _write(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of that digest. Raises StorageError where they are gone or changed."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise StorageError(f"no file {digest}") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise StorageError(f"file {digest} was changed on disk")
        return data

    def exists(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def path(self, digest: str) -> Path:
        """Where that file is or would be. Raises StorageError for anything but 64 hex digits."""
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise StorageError("not a SHA-256 digest")
        return self.root / digest[:2] / digest[2:]


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)  # where another process was first, it put the same bytes there
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
