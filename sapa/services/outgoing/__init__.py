"""What leaves the house: rows first, then delivery."""
