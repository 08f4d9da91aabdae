"""Fixtures for all tests: servers once, rows rolled back after each test, clones where that is not enough."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask, has_app_context
from flask.ctx import AppContext
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from redis import Redis
from sqlalchemy.orm import scoped_session

from sapa.config import Config
from sapa.db import dispose_before_fork
from sapa.embedded import Urls, servers
from tests.support import browsers, databases

# No verdict may hang on how busy the machine is: neither deadlines nor "data generation is slow".
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, **UNTIMED)
settings.register_profile("search", max_examples=1_000, **UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# The shell that starts the tests must not decide what they find.
for name in [name for name in os.environ if name.startswith("SAPA_") and name != "SAPA_REQUIRE_BROWSER"]:
    del os.environ[name]
for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL"):
    os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    browsers.fail_if_skipped(item, report)
    return report


@pytest.fixture(autouse=True)
def _no_context_left_open() -> Iterator[None]:
    yield
    assert not has_app_context(), "the test left an application context open"


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def server_urls(var: Path) -> Iterator[Urls]:
    """PostgreSQL and Redis of our own, or those of TEST_DATABASE_URL and TEST_REDIS_URL."""
    given = {
        "database_url": os.environ.get("TEST_DATABASE_URL", ""),
        "redis_url": os.environ.get("TEST_REDIS_URL", ""),
    }
    with servers(var, fast=True, **given) as urls:
        yield urls


@pytest.fixture(scope="session")
def template(server_urls: Urls, make_config: Callable[..., Config]) -> Iterator[str]:
    """The name of the released database (schema, roles, SOPs) that the others are copied from."""
    with databases.released_template(server_urls.database_url, make_config) as name:
        yield name


@pytest.fixture(scope="session")
def database_url(server_urls: Urls, template: str) -> Iterator[str]:
    """The database of the one app of this test session; only `session` writes to it, and takes it back."""
    with databases.made_database(server_urls.database_url, template) as url:
        yield url


@pytest.fixture
def clone(server_urls: Urls, template: str) -> Iterator[Callable[[], str]]:
    """Call it for the URL of a fresh released database: for tests of several processes or real commits."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(databases.made_database(server_urls.database_url, template))


@pytest.fixture
def empty_database(server_urls: Urls) -> Iterator[str]:
    """The URL of a database without any table: for the migrations and the handle itself."""
    with databases.made_database(server_urls.database_url) as url:
        yield url


@pytest.fixture
def redis_url(server_urls: Urls) -> str:
    """The address of an emptied Redis."""
    with Redis.from_url(server_urls.redis_url) as connection:
        connection.flushdb()
    return server_urls.redis_url


@pytest.fixture(scope="session")
def make_config(var: Path, server_urls: Urls) -> Callable[..., Config]:
    """A configuration for a database URL; further words are environment variables."""

    def make(database_url: str, **environ: str) -> Config:
        base = {
            "SAPA_ENV": "test",
            "SAPA_VAR": str(var),
            "DATABASE_URL": database_url,
            "REDIS_URL": server_urls.redis_url,
        }
        return Config.from_env(base | environ)

    return make


@pytest.fixture(scope="session")
def config(make_config: Callable[..., Config], database_url: str) -> Config:
    return make_config(database_url)


@pytest.fixture(scope="session")
def app(config: Config) -> Iterator[Flask]:
    """The one app of this process; building it takes longer than most tests."""
    from sapa.application import create_app

    app = create_app(config)
    yield app
    dispose_before_fork(app)


@pytest.fixture
def ctx(app: Flask) -> Iterator[AppContext]:
    with app.app_context() as context:
        yield context


@pytest.fixture
def session(app: Flask, ctx: AppContext) -> Iterator[scoped_session]:
    """`db.session` for one test: commit as you like, all of it is rolled back."""
    with databases.rolled_back_session(app) as session:
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def chromium() -> str:
    return browsers.find_chromium()
