"""Databases for tests: one released template, cloned wherever a test needs rows that are really committed."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session

from sapa.config import Config
from sapa.db import db, dispose_before_fork, libpq_url

_numbers = itertools.count(1)


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def made_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A database of its own, a copy of the template, dropped afterwards; gives its URL."""
    name = f"sapa_test_{os.getpid()}_{next(_numbers)}"
    _administer(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield with_database(server_url, name)
    finally:
        _administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def released_template(server_url: str, make_config: Callable[[str], Config]) -> Iterator[str]:
    """The name of a database after the release step (schema, roles, SOPs) that nobody is connected to."""
    from sapa.release import release

    with made_database(server_url) as url:
        dispose_before_fork(release(make_config(url)))
        yield make_url(url).database or ""


@contextmanager
def rolled_back_session(app: Flask) -> Iterator[scoped_session]:
    """`db.session`, whose commits are savepoints inside one transaction that is rolled back at the end."""
    engines = db._app_engines[app]
    engine = engines[None]
    with engine.connect() as connection, connection.begin() as outer:
        db.session.remove()
        engines[None] = connection
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield db.session
        finally:
            db.session.remove()
            db.session.configure(join_transaction_mode="conditional_savepoint")
            engines[None] = engine
            outer.rollback()


def _administer(server_url: str, statement: str) -> None:
    with psycopg.connect(libpq_url(server_url), autocommit=True) as connection:
        connection.execute(statement)
