"""The timetable names jobs that exist, take no argument, and may run again at once."""

from __future__ import annotations

import inspect

import pytest
from flask import Flask
from rq.utils import import_attribute
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from sapa.jobs import TIMETABLE
from sapa.models import Model
from tests.support.world import build


@pytest.mark.parametrize("name", TIMETABLE)
def test_a_job_is_a_documented_function_without_arguments(name: str) -> None:
    job = import_attribute(name)
    assert job.__module__.startswith("sapa.jobs.")
    assert not inspect.signature(job).parameters
    assert job.__doc__


@pytest.mark.parametrize("name", TIMETABLE)
def test_a_period_is_between_a_second_and_an_hour(name: str) -> None:
    assert 1 <= TIMETABLE[name] <= 3600


@pytest.mark.parametrize("name", TIMETABLE)
def test_a_job_that_runs_twice_does_its_work_once(app: Flask, session: scoped_session, name: str) -> None:
    build()
    job = import_attribute(name)
    job()
    session.commit()
    before = counts(session)
    job()
    assert counts(session) == before


def counts(session: scoped_session) -> dict[str, int]:
    """Rows of every table, but for the jobs' own record of their runs."""
    tables = [table.name for table in Model.metadata.sorted_tables if table.name != "job_run"]
    return {name: session.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in tables}
