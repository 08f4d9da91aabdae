"""One language, looked up once: the framework asks for the visitor's language at every single word."""

from __future__ import annotations

from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from sapa.views.frame.catalogue import LOCALE


class OneLanguage(Domain):  # type: ignore[misc]
    """The words of the house: Indonesian for everybody."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._words = Translations.load(folder, [LOCALE])
        self._said: dict[str, Markup] = {}

    def get_translations(self) -> NullTranslations:
        return self._words

    def say(self, escaping: bool, msgid: str, values: dict[str, Any]) -> str:
        """A sentence for a template; as markup its values are escaped, and a plain one is made once."""
        if not escaping:
            return str(self._words.ugettext(msgid)) % values
        found = self._said.get(msgid)
        if found is None:
            found = self._said[msgid] = Markup(self._words.ugettext(msgid))  # noqa: S704 - our own catalogue
        return found % values if values or "%" in found else found

    def count(self, escaping: bool, one: str, many: str, num: int, values: dict[str, Any]) -> str:
        """The same for a number of things, which also stands in the sentence."""
        text = str(self._words.ungettext(one, many, num))
        return (Markup(text) if escaping else text) % {"num": num, **values}  # noqa: S704


def register(app: Flask) -> None:
    """Puts the house's words in place of the framework's; after AppBuilder, which brings its own."""
    domain = OneLanguage(app.config["BABEL_TRANSLATION_DIRECTORIES"].rpartition(";")[2])
    app.extensions["babel"].instance.domain_instance = domain

    @pass_eval_context
    def gettext(context: EvalContext, msgid: str, **values: Any) -> str:
        return domain.say(bool(context.autoescape), msgid, values)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, num: int, **values: Any) -> str:
        return domain.count(bool(context.autoescape), one, many, num, values)

    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
