"""sapa: runs a city's complaint-handling SOPs, from the first message to the signed monthly report."""
