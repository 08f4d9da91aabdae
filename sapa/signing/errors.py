"""What can go wrong around a signature, each with a code for the door and a sentence a user may read."""


class SigningError(Exception):
    """A signature cannot be made; `code` is stable, `str(error)` is Indonesian and never carries a secret."""

    code = "signing_failed"
    sentence = "Dokumen tidak dapat ditandatangani."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class WrongPassphrase(SigningError):
    """The passphrase does not open the PKCS#12."""

    code = "wrong_passphrase"
    sentence = "Passphrase tidak cocok. Dokumen belum ditandatangani."


class DamagedCredential(SigningError):
    """The stored PKCS#12 is not readable, or lacks the key, the certificate or its issuer."""

    code = "damaged_credential"
    sentence = "Berkas sertifikat penanda tangan rusak. Hubungi Admin untuk menerbitkan yang baru."


class ExpiredCertificate(SigningError):
    """The moment lies outside the validity of the signer's certificate."""

    code = "expired_certificate"
    sentence = "Masa berlaku sertifikat penanda tangan sudah habis atau belum mulai. Hubungi Admin."


class RevokedCertificate(SigningError):
    """The signer's certificate is on the revocation list."""

    code = "revoked_certificate"
    sentence = "Sertifikat penanda tangan sudah dicabut. Hubungi Admin."


class OutdatedRevocationList(SigningError):
    """The revocation list is not by the signer's issuer, or the moment lies outside its validity."""

    code = "outdated_crl"
    sentence = "Daftar pencabutan sertifikat tidak berlaku. Hubungi Admin."


class AlreadySigned(SigningError):
    """The PDF bears a signature; a second one is never added."""

    code = "already_signed"
    sentence = "Dokumen ini sudah ditandatangani."


class UnreadablePdf(SigningError):
    """The bytes are not a PDF that can be signed (damaged, encrypted, no such page)."""

    code = "unreadable_pdf"
    sentence = "Berkas PDF tidak terbaca sehingga tidak dapat ditandatangani."


class StampDoesNotFit(SigningError):
    """The box of the placement is too small for what the stamp must say."""

    code = "stamp_does_not_fit"
    sentence = "Kotak tanda tangan terlalu kecil untuk isinya."
