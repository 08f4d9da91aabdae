"""When a matter gets its line in the register, and in which of the two books it is printed."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from sapa.models import Ticket
from sapa.sop.definition import Definition

#: What a move puts on record that is, in the words of its sheet, the entry in the buku register (K02).
REGISTERED = "registered"
#: The klasifikasi whose lines are printed as Register Permohonan Informasi; all others are complaints.
REQUEST = "permintaan_informasi"
COMPLAINTS, REQUESTS = BOOKS = ("pengaduan", "permohonan")


def entering_moves(sop: Definition, process: str) -> frozenset[tuple[str, str]]:
    """The (step, action) that enter a matter of this process; none where its arrival itself does.

    A matter that ends before such a move (a false identity at the door) is entered when it ends: nothing
    leaves the house without a line. Only what is merged into another matter before it was entered has none.
    """
    return sop.recording(REGISTERED, process)


def book_of(klasifikasi: str | None) -> str:
    """The book in which a matter of that klasifikasi is printed; one without is a complaint for now."""
    return REQUESTS if klasifikasi == REQUEST else COMPLAINTS


def in_book(book: str) -> ColumnElement[bool]:
    """The condition on Ticket that `book_of` is *book*."""
    return Ticket.klasifikasi == REQUEST if book == REQUESTS else Ticket.klasifikasi.is_distinct_from(REQUEST)
