"""Compliance: per step of an SOP what was promised and what happened, and the cases behind each figure."""
