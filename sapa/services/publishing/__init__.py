"""An SOP from a copy to the sheet in force: edited as a matrix, tried on real cases, approved, withdrawn."""
