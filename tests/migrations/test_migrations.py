"""The schema's history: its head is what the models say, and every step goes up, down and up again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from sapa import migrations
from sapa.db import libpq_url, sqlalchemy_url
from sapa.embedded import Urls
from sapa.models import Model
from tests.support.databases import made_database

#: Everything a schema consists of, told so that two can be compared.
CATALOGUE = {
    "columns": """
        SELECT c.table_name, c.column_name, c.data_type, c.udt_name, c.character_maximum_length,
            c.is_nullable, c.column_default, c.identity_generation
        FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name
        WHERE c.table_schema = 'public' AND t.schemaname = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 'n'""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}
#: Alembic's own table, and what only a migration can make.
OWN = "alembic_version"


def schema(url: str) -> dict[str, set[tuple[object, ...]]]:
    with psycopg.connect(libpq_url(url)) as connection:
        found = {name: set(connection.execute(query).fetchall()) for name, query in CATALOGUE.items()}
    return {name: {row for row in rows if not str(row[0]).startswith(OWN)} for name, rows in found.items()}


def revisions() -> list[str]:
    """From the first to the newest."""
    script = ScriptDirectory.from_config(migrations.alembic_config("postgresql://"))
    return [each.revision for each in script.walk_revisions()][::-1]


@pytest.fixture
def second_database(server_urls: Urls) -> Iterator[str]:
    with made_database(server_urls.database_url) as url:
        yield url


#: The framework numbers its own tables by sequences that only SQLAlchemy asks; our schema fills them in.
FRAMEWORK = "ab_"


@pytest.mark.parametrize("part", [part for part in CATALOGUE if part not in ("triggers", "functions")])
def test_the_head_is_what_the_models_say(
    template: str, server_urls: Urls, second_database: str, part: str
) -> None:
    engine = create_engine(sqlalchemy_url(second_database))
    Model.metadata.create_all(engine)
    engine.dispose()
    with made_database(server_urls.database_url, template) as url:
        differing = schema(url)[part] ^ schema(second_database)[part]
    if part in ("columns", "sequences"):
        differing = {row for row in differing if not (str(row[0]).startswith(FRAMEWORK) and "id" in str(row))}
    assert differing == set()


def test_there_is_one_line_of_revisions() -> None:
    found = revisions()
    assert found == [f"{number:04d}" for number in range(1, len(found) + 1)]
    assert migrations.head() == found[-1]


def test_every_revision_goes_up_down_and_up_again(empty_database: str) -> None:
    url = sqlalchemy_url(empty_database)
    before = schema(empty_database)
    for revision, older in zip(revisions(), ["base", *revisions()], strict=False):
        migrations.upgrade(url, revision)
        after = schema(empty_database)
        migrations.downgrade(url, older)
        assert schema(empty_database) == before, revision
        migrations.upgrade(url, revision)
        assert schema(empty_database) == after, revision
        before = after


def test_all_the_way_down_nothing_is_left(empty_database: str) -> None:
    url = sqlalchemy_url(empty_database)
    migrations.upgrade(url)
    migrations.downgrade(url, "base")
    assert schema(empty_database) == {name: set() for name in CATALOGUE}


def test_two_release_steps_at_once_wait_for_each_other(empty_database: str) -> None:
    url = sqlalchemy_url(empty_database)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(_in_a_process, url)
        migrations.upgrade(url)
        assert other.result() == 0


def _in_a_process(url: str) -> int:
    """Alembic keeps its context in globals: a second one needs a process of its own."""
    command = f"from sapa import migrations; migrations.upgrade({url!r})"
    return subprocess.run([sys.executable, "-c", command], check=False, timeout=60).returncode


def test_the_second_account_of_the_same_name_is_told_apart(empty_database: str) -> None:
    """0006: rows of before, when two complaints at once could make two complainants of one account."""
    url = sqlalchemy_url(empty_database)
    migrations.upgrade(url, "0005")
    with psycopg.connect(libpq_url(empty_database), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO complainant (channel, handle, created_at) SELECT 'twitter', handle, now()"
            " FROM unnest(ARRAY['@a', '@a', '@b', '', '']) AS handle"
        )
        migrations.upgrade(url, "0006")
        found = connection.execute("SELECT handle FROM complainant ORDER BY id").fetchall()
    assert found == [("@a",), ("@a (2)",), ("@b",), ("",), ("",)]
