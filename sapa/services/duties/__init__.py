"""Daily duties of agencies: opened by the clock, done by one click, and told by month."""
