"""Tests of the local servers, on processes that are really started and killed."""
