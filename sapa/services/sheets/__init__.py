"""The printed sheet of an SOP version, as facts."""
