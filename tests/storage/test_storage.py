"""Content-addressed files."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from sapa.storage import Storage, StorageError


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


def files(storage: Storage) -> list[Path]:
    return [path for path in storage.root.rglob("*") if path.is_file()]


def test_bytes_are_kept_under_their_digest(storage: Storage) -> None:
    digest = storage.put(b"laporan")
    assert digest == hashlib.sha256(b"laporan").hexdigest()
    assert storage.path(digest) == storage.root / digest[:2] / digest[2:]
    assert storage.get(digest) == b"laporan"


def test_the_same_bytes_are_one_file(storage: Storage) -> None:
    path = storage.path(storage.put(b"x"))
    inode = path.stat().st_ino
    storage.put(b"x")
    assert path.stat().st_ino == inode
    assert files(storage) == [path]


def test_a_changed_file_is_noticed(storage: Storage) -> None:
    digest = storage.put(b"asli")
    storage.path(digest).write_bytes(b"palsu")
    with pytest.raises(StorageError, match="changed"):
        storage.get(digest)


def test_a_missing_file_is_noticed(storage: Storage) -> None:
    assert not storage.exists("0" * 64)
    with pytest.raises(StorageError, match="no file"):
        storage.get("0" * 64)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_names_a_file(storage: Storage, name: str) -> None:
    with pytest.raises(StorageError, match="digest"):
        storage.path(name)


def test_many_writers_of_the_same_bytes_leave_one_file(storage: Storage) -> None:
    writers = [threading.Thread(target=storage.put, args=(b"sama",)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(files(storage)) == 1


def test_a_failed_write_leaves_nothing(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    storage.root.mkdir()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put(b"laporan")
    assert files(storage) == []
