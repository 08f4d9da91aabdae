"""Journeys of people at their browsers, against a running sapa."""
