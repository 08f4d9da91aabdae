"""Signatures on papers: certificates, PAdES, verification; bytes in, bytes out, no clock, no database."""
