"""Tests of the supervisor, on processes that are really started and killed."""
