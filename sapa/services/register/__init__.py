"""The buku register: entering, correcting, closing a month, reading, printing, proving that it is whole."""
