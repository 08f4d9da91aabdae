"""The visitor's address: told by the city's own proxy where there is one, by nobody else."""

from __future__ import annotations

import pytest
from flask import request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from sapa.application import create_app
from sapa.db import dispose_before_fork


@pytest.mark.parametrize(("proxies", "seen"), [("0", "10.0.0.9"), ("1", "203.0.113.7")])
def test_only_a_counted_proxy_tells_where_a_visitor_comes_from(
    make_config, database_url, proxies, seen
) -> None:
    app = create_app(make_config(database_url, SAPA_PROXIES=proxies))
    found = []
    app.before_request(lambda: found.append(request.remote_addr))
    told = {"X-Forwarded-For": "198.51.100.66, 203.0.113.7"}
    run_wsgi_app(
        app, EnvironBuilder("/login/", headers=told, environ_base={"REMOTE_ADDR": "10.0.0.9"}).get_environ()
    )
    dispose_before_fork(app)
    assert found == [seen]
