"""A backup holds the same rows and files; whatever is wrong with it is said before anything is touched."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from sapa.cli import main
from sapa.config import Config, ConfigError
from sapa.db import db, dispose_before_fork, libpq_url
from sapa.embedded import Urls
from sapa.services import uploads
from sapa.services.upkeep import backup
from sapa.services.upkeep.backup import DUMP, FILES, LIST, README
from sapa.services.upkeep.restoring import restore
from sapa.storage import Storage
from tests.clock.moments import at
from tests.support.city import Town, services_app
from tests.support.databases import made_database
from tests.support.dump import dump
from tests.support.world import World

NOW = at("Tue 2026-08-04 12:00")
PICTURES = (b"gambar satu" * 1000, b"%PDF-1.7 surat")


def work(world: World) -> None:
    for number, data in enumerate(PICTURES):
        uploads.keep(data, "application/pdf", NOW)
        story = world.tweet("Mon 2026-08-03 08:50", number=4_000_000 + number).sent_to("dishub", "dlhk")
        story.do("A", "answer_final", "Tue 2026-08-04 10:00", opd="dishub")
        db.session.commit()


@pytest.fixture(scope="module")
def city(
    server_urls: Urls,
    template: str,
    make_config: Callable[..., Config],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Config]:
    """A city with complaints, answers and two stored files; nobody changes it."""
    var = str(tmp_path_factory.mktemp("kota") / "var")
    with made_database(server_urls.database_url, template) as url:
        config = make_config(url, SAPA_VAR=var)
        with Town.built(config) as town:
            town.do(work)
        yield config


@pytest.fixture(scope="module")
def saved_once(city: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cadangan") / "senin"
    backup.backup(city, folder, NOW)
    return folder


@pytest.fixture
def config(city: Config, tmp_path: Path) -> Config:
    """The city with a data folder that a test may spoil."""
    shutil.copytree(city.var, tmp_path / "var")
    return replace(city, var=tmp_path / "var")


@pytest.fixture
def saved(saved_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(saved_once, tmp_path / "cadangan")


@pytest.fixture
def elsewhere(city: Config, empty_database: str, tmp_path: Path) -> Config:
    """Another machine: an empty database and an empty folder, with the same secrets."""
    return replace(city, database_url=empty_database, var=tmp_path / "lain")


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(libpq_url(url)) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
        }


def test_rows_and_files_are_the_same_again(config: Config, saved: Path, elsewhere: Config) -> None:
    restore(elsewhere, saved)
    assert everything(elsewhere.database_url) == everything(config.database_url)
    assert dump(elsewhere.database_url) == dump(config.database_url)
    old, new = (Storage(each.var / "files") for each in (config, elsewhere))
    for data in PICTURES:
        assert new.get(old.put(data)) == data


def test_life_goes_on_after_a_restore(saved: Path, elsewhere: Config) -> None:
    """Sequences, counters and triggers are back as well."""
    restore(elsewhere, saved)
    again = Town(services_app(elsewhere), elsewhere.database_url)
    assert again.receive(number=5_000_000).number == "DPK-2026-00003"
    dispose_before_fork(again.app)
    with pytest.raises(psycopg.errors.RestrictViolation):
        again.rows("DELETE FROM event RETURNING 1")


def test_the_list_names_what_is_there_and_what_is_not(saved: Path) -> None:
    found = json.loads((saved / LIST).read_text())
    assert sorted(path.name for path in saved.iterdir()) == sorted([DUMP, FILES, LIST, README])
    assert (found["dump_sha256"], len(found["files"])) == (backup.digest_of(saved / DUMP), 2)
    assert found["secrets"] == ["SAPA_SECRET_KEY", "SAPA_DATA_KEYS", "SAPA_INDEX_KEY"]
    assert "SAPA_DATA_KEYS" in (saved / README).read_text()


def test_no_secret_is_inside(config: Config, saved: Path) -> None:
    secrets = [config.secret_key.encode(), config.index_key, *(key for _, key in config.data_keys)]
    secrets += [base64.b64encode(each) for each in secrets]
    for path in saved.rglob("*"):
        assert not path.is_file() or not any(each in path.read_bytes() for each in secrets), path


def test_a_folder_that_holds_something_is_left_alone(config: Config, saved: Path) -> None:
    with pytest.raises(ConfigError, match="sudah ada"):
        backup.backup(config, saved, NOW)


def test_a_backup_that_is_cut_off_leaves_no_folder(config: Config, tmp_path: Path) -> None:
    digest = Storage(config.var / "files").put(PICTURES[0])
    Storage(config.var / "files").path(digest).write_bytes(b"other")
    with pytest.raises(ConfigError, match=f"Berkas {digest} di folder data rusak"):
        backup.backup(config, tmp_path / "cadangan", NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_a_file_that_is_gone_is_named(config: Config, tmp_path: Path) -> None:
    digest = Storage(config.var / "files").put(PICTURES[1])
    Storage(config.var / "files").path(digest).unlink()
    with pytest.raises(ConfigError, match=f"Berkas {digest} tercatat"):
        backup.backup(config, tmp_path / "cadangan", NOW)


def test_an_empty_database_has_nothing_to_keep(elsewhere: Config, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="belum berisi sapa"):
        backup.backup(elsewhere, tmp_path / "cadangan", NOW)


def test_a_used_database_is_left_alone(config: Config, saved: Path) -> None:
    before = dump(config.database_url)
    with pytest.raises(ConfigError, match="Basis data tujuan tidak kosong"):
        restore(config, saved)
    assert dump(config.database_url) == before


def test_a_used_folder_is_left_alone(saved: Path, elsewhere: Config) -> None:
    Storage(elsewhere.var / "files").put(b"milik orang lain")
    with pytest.raises(ConfigError, match="files tidak kosong"):
        restore(elsewhere, saved)


def test_a_restore_that_was_cut_off_is_begun_again(saved: Path, elsewhere: Config) -> None:
    Storage(elsewhere.var / "files").put(PICTURES[0])
    restore(elsewhere, saved)
    assert len(everything(elsewhere.database_url)["ticket"]) == 2


def spoil_dump(saved: Path) -> None:
    data = bytearray((saved / DUMP).read_bytes())
    data[len(data) // 2] ^= 1
    (saved / DUMP).write_bytes(data)


def spoil_file(saved: Path) -> None:
    next(path for path in (saved / FILES).rglob("*") if path.is_file()).write_bytes(b"x")


def edit(**values: object) -> Callable[[Path], None]:
    def act(saved: Path) -> None:
        (saved / LIST).write_text(json.dumps(json.loads((saved / LIST).read_text()) | values))

    return act


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_dump, "database.dump rusak"),
        (lambda saved: (saved / DUMP).unlink(), "database.dump rusak atau hilang"),
        (spoil_file, "dalam cadangan rusak atau hilang"),
        (lambda saved: shutil.rmtree(saved / FILES), "dalam cadangan rusak atau hilang"),
        (lambda saved: (saved / LIST).unlink(), "bukan cadangan sapa yang utuh"),
        (lambda saved: (saved / LIST).write_text("{"), "tidak dapat dibaca"),
        (edit(format=99), "bukan daftar cadangan yang dikenal"),
        (lambda saved: (saved / LIST).write_text('{"format": 1}'), "tidak lengkap"),
        (edit(revision="9999"), "sapa yang lebih baru"),
        (edit(canary="k1:AAAA"), "Kunci data di sini bukan"),
        (edit(files={"../../etc/passwd": 1}), "rusak atau hilang"),
    ],
)
def test_a_spoilt_backup_is_refused_before_anything_is_touched(
    saved: Path, elsewhere: Config, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(saved)
    with pytest.raises(ConfigError, match=sentence):
        restore(elsewhere, saved)
    assert everything(elsewhere.database_url) == {}
    assert not (elsewhere.var / "files").exists()


def test_other_keys_are_noticed_before_anything_is_touched(saved: Path, elsewhere: Config) -> None:
    with pytest.raises(ConfigError, match="SAPA_DATA_KEYS"):
        restore(replace(elsewhere, data_keys=(("k1", bytes(32)),)), saved)


def test_the_password_is_on_no_command_line(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    real = backup.subprocess.run
    monkeypatch.setattr(
        backup.subprocess, "run", lambda command, **words: seen.append(command) or real(command, **words)
    )
    backup.run_tool(
        "pg_dump",
        config.database_url.replace("postgresql://sapa@", "postgresql://sapa:rahasia@"),
        "--schema-only",
    )
    assert "rahasia" not in str(seen)


def test_the_commands_say_what_they_did(
    config: Config,
    empty_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    for name, value in config.to_environ().items():
        monkeypatch.setenv(name, value)
    folder = str(tmp_path / "cadangan")
    assert main(["backup", folder]) == 0
    assert "Cadangan selesai" in capsys.readouterr().out
    assert main(["restore", folder]) == 1
    assert "Basis data tujuan tidak kosong" in capsys.readouterr().err
    shutil.copytree(config.var, tmp_path / "lain", ignore=shutil.ignore_patterns("files"))
    monkeypatch.setenv("SAPA_VAR", str(tmp_path / "lain"))
    monkeypatch.setenv("DATABASE_URL", empty_database)
    assert main(["restore", folder]) == 0
    assert "sudah dipulihkan" in capsys.readouterr().out
