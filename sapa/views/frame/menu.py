"""The main menu: what a role set may open, worked out once per set of permissions and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, request, url_for

#: On a phone four entries fit under the thumb; with more, the fourth is "Lainnya".
ROOM = 4


@dataclass(frozen=True)
class Entry:
    """One link: the view may say how much waits there with a method `tally() -> int`."""

    label: str
    url: str
    icon: str
    base: str
    group: str
    view: Any = field(repr=False)

    def is_current(self, path: str) -> bool:
        below = self.base.rstrip("/") + "/"
        return path == self.url or (len(below) > 1 and (path + "/").startswith(below))

    def tally(self) -> int:
        count = getattr(self.view, "tally", None)
        return count() if count else 0


@dataclass(frozen=True)
class Menu:
    """What the bar shows at once, and the groups behind "Lainnya"."""

    first: tuple[Entry, ...] = ()
    more: tuple[tuple[str, tuple[Entry, ...]], ...] = ()

    @property
    def home(self) -> str:
        """Where the account starts: its first entry."""
        return self.first[0].url if self.first else ""


def menu_for(grants: frozenset[tuple[str, str]]) -> Menu:
    """The menu of everybody with these permissions."""
    kept: dict[Any, Menu] = current_app.extensions["sapa.menus"]
    key = (request.script_root, grants)
    if key not in kept:
        kept[key] = _arrange(_visible(grants))
    return kept[key]


def register(app: Flask) -> None:
    app.extensions["sapa.menus"] = {}


def _visible(grants: frozenset[tuple[str, str]]) -> list[Entry]:
    found = []
    for item in current_app.appbuilder.menu.get_list():
        group = str(item.label) if item.childs else ""
        for leaf in item.childs or [item]:
            if leaf.baseview is not None and _needed(leaf.baseview) in grants:
                found.append(_entry(leaf, group))
    return found


def _needed(view: Any) -> tuple[str, str]:
    return (f"can_{view.get_method_permission(view.default_view)}", view.class_permission_name)


def _entry(leaf: Any, group: str) -> Entry:
    view = leaf.baseview
    url = leaf.href or url_for(f"{view.endpoint}.{view.default_view}")
    return Entry(str(leaf.label), url, leaf.icon or "folder", view.route_base, group, view)


def _arrange(entries: list[Entry]) -> Menu:
    entries.sort(key=lambda entry: entry.group != "")
    if len(entries) <= ROOM:
        return Menu(tuple(entries))
    first, rest = entries[: ROOM - 1], entries[ROOM - 1 :]
    groups: dict[str, list[Entry]] = {}
    for entry in rest:
        groups.setdefault(entry.group, []).append(entry)
    return Menu(tuple(first), tuple((group, tuple(members)) for group, members in groups.items()))
