"""The smallest parts of a page, which a list draws hundreds of times: icons, moments, time left.

Plain functions and no template macros: a macro costs several times as much.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from flask import Flask
from markupsafe import Markup, escape

from sapa.views.frame import filters, words

NOTHING = Markup("–")


@cache
def ikon(name: str) -> Markup:
    """An icon by name; the sprite stands at the head of the page."""
    return Markup('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


def moment(value: datetime | date | None, form: str = "at") -> Markup:
    """A moment in words with the exact time in the markup; the forms are those of `time_words`."""
    if not value:
        return NOTHING
    text = escape(filters.time_words(value, form))  # type: ignore[arg-type]
    return Markup(f'<time datetime="{filters.iso(value)}">{text}</time>')  # noqa: S704 - both are ours


def due(
    value: datetime | None,
    used: float | None = None,
    paused_since: datetime | None = None,
    done: bool = False,
    push: bool = False,
) -> Markup:
    """Time left, coloured: due(task.due_at, used=0.9), due(None, paused_since=...)."""
    state = filters.time_state(value, used, paused_since is not None, done)
    mark = words.icon(state)
    icon = ikon(mark) if mark else ""
    if paused_since:
        text = escape(filters.paused_for(paused_since))
    elif value:
        left = escape(filters.time_left(value))
        text = Markup(f'<time datetime="{filters.iso(value)}" data-due>{left}</time>')  # noqa: S704
    else:
        text = NOTHING
    return Markup(f'<span class="due {state}{" push" if push else ""}">{icon}{text}</span>')  # noqa: S704


def register(app: Flask) -> None:
    app.jinja_env.globals.update(draw_ikon=ikon, draw_moment=moment, draw_due=due)
