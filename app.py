"""The door for a WSGI server: `gunicorn app:app`."""

from sapa.application import create_app
from sapa.config import Config

app = create_app(Config.from_env())
