"""Jobs for the tests of the queue; each leaves a mark in Redis."""

from __future__ import annotations

import os
import signal
import sys

from flask import Flask, current_app

from sapa import db, queue


def small_app(database_url: str, redis_url: str) -> Flask:
    app = Flask("small")
    app.config.update(db.settings(database_url) | queue.settings(redis_url))
    db.db.init_app(app)
    return app


def mark(*words: str) -> None:
    queue.connect(current_app.config["REDIS_URL"]).rpush("marks", *words)


def mark_session() -> None:
    """Two jobs in a row must not share a session."""
    mark(str(db.db.session.scalar(db.db.text("SELECT 1"))), str(current_app.name))


def die() -> None:
    """Dies on the spot, as if the kernel had killed it."""
    mark("died")
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError("this job always fails")


if __name__ == "__main__":
    queue.worker_main(lambda: small_app(*sys.argv[1:3]), burst=True)
