"""Daily and monthly reports: versions, the chain of paraf, papers, and what their pages show."""
