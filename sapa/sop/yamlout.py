"""Writes plain data as the YAML that SOP files are made of, so that the loader reads back the same."""

from collections.abc import Mapping
from typing import Any

import yaml

from sapa.sop.yamltext import plain


class _Dumper(yaml.SafeDumper):
    """Lists stand below their key, and no text can be taken for a number or a truth value."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # Our schema is smaller than YAML 1.1, but it reads 089 as a number and the library does not quote it.
    quoted = '"' if plain(value) != value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=quoted)


_Dumper.add_representer(str, _text)


def written(data: Mapping[str, Any]) -> str:
    """The text of a file; what `Definition.to_json` gave becomes a file that `load` reads to the same."""
    text: str = yaml.dump(
        dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )
    return text
