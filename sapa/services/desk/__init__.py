"""Read models of the desk: lists, search and the case page, without locks."""
