"""The desk's colours on paper: ink blue for what is, grey for rest days, warm only for what is late."""

from __future__ import annotations

from reportlab.lib.colors import HexColor

INK = HexColor("#181e24")
INK_2 = HexColor("#46505a")
INK_3 = HexColor("#5a656f")
LINE = HexColor("#d7dce0")
EDGE = HexColor("#7d8892")
SUNK = HexColor("#f2f4f5")
TINTA = HexColor("#1d4a87")
TINTA_SOFT = HexColor("#8fabd2")
REST = HexColor("#9aa7b8")
LATE = HexColor("#c22a20")
LATE_INK = HexColor("#9f1d17")
