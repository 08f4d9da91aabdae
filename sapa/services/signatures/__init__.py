"""Signed papers: signers' keys, documents as the public knows them, and verdicts on files."""
