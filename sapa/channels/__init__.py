"""Ways in: each turns a raw payload into one frozen message; none of them queries."""
