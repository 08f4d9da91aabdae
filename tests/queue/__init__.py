"""Tests of the doorbell."""
