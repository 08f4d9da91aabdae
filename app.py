"""The door for a WSGI server: `gunicorn --preload app:app`."""

from sapa import gate, heap
from sapa.application import create_app
from sapa.config import Config
from sapa.db import dispose_before_fork

gate.wait()
app = create_app(Config.from_env())
dispose_before_fork(app)
heap.settle()
