"""Tests of the clock: working time, deadlines and their explanations."""
