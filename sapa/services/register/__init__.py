"""The buku register: entering, correcting, closing a month, reading, printing, and proving that it is whole."""
