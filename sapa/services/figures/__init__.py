"""Figures of reports: rows counted into facts, each as of a cut-off."""
