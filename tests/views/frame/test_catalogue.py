"""The Indonesian catalogue is whole: our own words, the framework's and those of the forms."""

from __future__ import annotations

import importlib.util
from gettext import translation
from pathlib import Path

import pytest

from sapa.views.frame import catalogue

ROOT = Path(__file__).resolve().parents[3]


def tool():
    spec = importlib.util.spec_from_file_location("catalogue_tool", ROOT / "tools" / "catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part(folder: Path, name: str, text: str) -> None:
    path = folder / "id" / "parts" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(head + text)


def test_nothing_is_left_untranslated():
    assert tool().faults() == []


def test_two_parts_may_not_disagree(tmp_path: Path):
    part(tmp_path, "a", 'msgid "Close"\nmsgstr "Tutup"\n')
    part(tmp_path, "b", 'msgid "Close"\nmsgstr "Dekat"\n')
    with pytest.raises(catalogue.CatalogueError, match="Close"):
        catalogue.merged(tmp_path)


def test_a_start_logs_the_quarrel_and_takes_the_first(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    source = tmp_path / "source"
    part(source, "a", 'msgid "Close"\nmsgstr "Tutup"\n')
    part(source, "b", 'msgid "Close"\nmsgstr "Dekat"\n')
    folder = catalogue.compiled(source, tmp_path / "target")
    assert translation("messages", folder, ["id"]).gettext("Close") == "Tutup"
    assert "b.po: 'Close'" in caplog.text


def test_one_form_serves_one_and_many(tmp_path: Path):
    part(tmp_path, "a", 'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] "%(num)d hari"\n')
    whole = catalogue.merged(tmp_path)
    assert whole.num_plurals == 1
    assert whole.get("%(num)d day").string == ("%(num)d hari",)


def test_it_compiles_again_when_a_part_is_newer(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    part(source, "a", 'msgid "Close"\nmsgstr "Tutup"\n')
    file = catalogue.compiled(source, target) / "id" / "LC_MESSAGES" / "messages.mo"
    before = file.read_bytes()
    part(source, "b", 'msgid "Open"\nmsgstr "Buka"\n')
    catalogue.compiled(source, target)
    assert file.read_bytes() != before
