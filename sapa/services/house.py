"""What every use-case shares in one application: configuration, file store and the vault of sealed texts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from sapa.config import Config
from sapa.crypto import Vault
from sapa.storage import Storage


@dataclass(frozen=True)
class House:
    """Handles of one application."""

    config: Config
    storage: Storage
    vault: Vault


def build(config: Config) -> House:
    """The handles that belong to *config*."""
    return House(
        config=config,
        storage=Storage(config.var / "files"),
        vault=Vault(config.data_keys, config.index_key),
    )


def house() -> House:
    """The handles of the current application, made at first use."""
    app = current_app
    found = app.extensions.get("sapa_house")
    if found is None:
        found = app.extensions["sapa_house"] = build(app.config["SAPA"])
    assert isinstance(found, House)
    return found
