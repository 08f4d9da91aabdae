"""One navigator for each actor: what people do, in their own verbs; selectors live here alone."""
