"""Small sheets to draw, and flows that nobody would write."""

from __future__ import annotations

import random

from sapa.reports.sheet.facts import (
    NO,
    YES,
    Approval,
    Arrow,
    Field,
    Heading,
    Identity,
    Listing,
    Proposal,
    Proposals,
    Row,
    SheetFacts,
)

IDENTITY = Identity(
    unit=("PEMERINTAH KOTA UJI", "Dinas Uji"),
    fields=(Field("Nomor SOP :", "001"), Field("Tanggal Revisi :")),
    approval=Approval("Disahkan oleh :", "KEPALA DINAS UJI", "Pejabat Uji", "NIP. 0"),
    title=Field("Judul SOP", "Uji coba"),
    left=(Listing("Dasar Hukum:", ("Satu", "Dua")),),
    right=(Listing("Peringatan:", ("Awas.",), numbered=False),),
)
PROPOSALS = (Proposals("Kegiatan tambahan", (Proposal("sesudah kegiatan 1", "Menunggu."),)),)


def heading(lanes: int) -> Heading:
    names = tuple(f"Pelaksana {n}" for n in range(lanes))
    return Heading("No", "Kegiatan", "Pelaksana", names, "Mutu Baku", "Kelengkapan", "Waktu", "Output", "Ket")


def sheet(rows: tuple[Row, ...], arrows: tuple[Arrow, ...] = (), lanes: int = 3) -> SheetFacts:
    return SheetFacts("uji, versi 1", (), IDENTITY, heading(lanes), rows, arrows, "Kaki.", PROPOSALS)


def line(n: int) -> SheetFacts:
    """A flow of n executions, one after the other."""
    rows = (Row(str(each), f"Kegiatan ke-{each}", (each % 3,), time="1 jam") for each in range(1, n + 1))
    return sheet(tuple(rows), tuple(Arrow(each, each + 1) for each in range(n - 1)))


def tangle(seed: int) -> SheetFacts:
    """A flow that jumps forwards and backwards over several pages."""
    rng = random.Random(seed)
    lanes, count = rng.randint(2, 9), rng.randint(2, 18)
    rows, arrows = [], []
    for n in range(count):
        questions = rng.choice((0, 0, 0, 1, 1, 2)) if n < count - 1 else 0
        words, lane = "Kata " * rng.randint(1, 30), rng.randrange(lanes)
        rows.append(Row(str(n + 1), words, (lane,), questions=questions))
        back, on = max(0, n - rng.randint(1, 4)) or None, min(count - 1, n + rng.randint(1, 5))
        for question in range(questions):
            arrows.append(Arrow(n, rng.choice((None, n + 1, on, back)), YES, question))
        if questions:
            arrows.append(Arrow(n, rng.choice((n + 1, back)), NO, questions - 1))
        elif n < count - 1:
            arrows.append(Arrow(n, n + 1))
    return sheet(tuple(rows), tuple(arrows), lanes)
