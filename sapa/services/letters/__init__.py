"""Surat undangan: drafted, checked, signed, sent, and what the meeting does to its cases."""
