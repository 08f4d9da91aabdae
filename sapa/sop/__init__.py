"""SOPs as data, pure: the definition, its linter, and the engine that says which move leads where."""
