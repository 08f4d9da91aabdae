"""Papers of single steps: who may print which, and their facts from rows."""
