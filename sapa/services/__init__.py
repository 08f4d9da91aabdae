"""Use-cases: plain functions that open one transaction, decide when, and leave rows behind."""
