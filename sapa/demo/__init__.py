"""The demo city: master data, texts of ours, and months planned from a seed."""
