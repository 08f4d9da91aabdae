"""Tests of the SOP as data: the definition against its source, the loader, the linter and the engine."""
