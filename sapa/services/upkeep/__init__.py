"""Laying the ground of a new city, backing it up and restoring it."""
