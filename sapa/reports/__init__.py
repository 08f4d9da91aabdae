"""Papers: facts in, bytes out, the same bytes for the same facts."""
