"""The door for a WSGI server: `gunicorn --preload app:app`."""

import gc

from sapa import gate
from sapa.application import create_app
from sapa.config import Config
from sapa.db import dispose_before_fork

gate.wait()
app = create_app(Config.from_env())
dispose_before_fork(app)
# What was loaded stays for the life of the workers: the collector need not walk it with every page, and a
# page's own objects are mostly gone by themselves when it is answered.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
