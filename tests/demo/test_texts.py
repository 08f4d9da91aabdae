"""The demo city's data: complete, ours, and plainly made up."""

import re
from string import Formatter

import pytest

from sapa.demo.texts import BODY_LIMIT, DATA, city, tweet_reply, words
from sapa.models.complaints import KLASIFIKASI
from sapa.roles import ROLES
from sapa.sop.loader import shipped

PLACEHOLDERS = {"kelurahan", "jalan", "handle", "judul"}


def bodies():
    said = words()
    yield from (row.text for row in city().folder)
    yield from (row.reply for row in city().destinations)
    yield from (row.reply or row.question for row in said.templates() if row.reply or row.question)
    yield from (pair.reply for pairs in said.answers.values() for pair in pairs)
    yield from (row.reply for row in (*said.supporting, *said.meetings))


def test_depok_has_eleven_kecamatan_and_sixty_three_kelurahan():
    places = city().places
    assert len({place.kecamatan for place in places}) == 11
    assert len({place.slug for place in places}) == len(places) == 63


def test_the_two_curug_are_told_apart():
    curug = [place for place in city().places if place.kelurahan == "Curug"]
    assert {place.spoken for place in curug} == {"Curug Cimanggis", "Curug Bojongsari"}


def test_codes_and_slugs_are_unique():
    for slugs in (
        [row.code for row in city().opds],
        [row.slug for row in city().categories],
        [row.slug for row in city().channels],
        [row.slug for row in city().destinations],
        [row.login for row in city().accounts],
        [row.key for row in city().settings],
        [row.slug for row in city().folder],
    ):
        assert len(set(slugs)) == len(slugs)
    assert len(city().categories) == 18
    assert len(city().channels) == 9
    assert len([row for row in city().opds if row.name.startswith("Dinas ")]) == 18


def test_every_opd_that_is_named_exists():
    known, said = {row.code for row in city().opds}, words()
    named = {row.opd for rows in (city().categories, city().accounts, city().contacts) for row in rows}
    named |= {code for row in said.templates() for code in row.opds}
    named |= {code for row in said.not_ours for code in (row.opd, row.then)}
    assert named <= known
    assert {(row.opd, row.rank) for row in city().contacts} == {
        (c, r) for c in known for r in ("kasi", "kabid")
    }


def test_every_role_has_an_account_and_so_have_four_opds_and_three_bidang():
    held = [role for row in city().accounts for role in row.roles]
    assert set(held) == {role.slug for role in ROLES}
    assert held.count("ppid_pembantu") == 4 + 3
    bound = {lane.unit for sop in shipped() for lane in sop.lanes if lane.unit}
    assert bound <= {row.opd for row in city().accounts}


def test_people_are_plainly_demo_and_mail_goes_nowhere():
    rows = (*city().accounts, *city().contacts, *city().officials)
    assert all("Demo" in row.name for row in rows)
    assert all(row.email.endswith("@depok.example") for row in (*city().opds, *city().contacts))


def test_no_text_holds_a_real_phone_number():
    """Short codes of public services stay; anything longer must be of the 811-0000 or (021) 0000000 kind."""
    for path in DATA.glob("*.yaml"):
        for number in re.findall(r"(?:\+62|\(?0\d)[\d\s()-]{6,}", path.read_text(encoding="utf-8")):
            digits = re.sub(r"\D", "", number)
            assert digits.startswith("628110000") or set(digits) <= set("021") or set(digits[:14]) == {"0"}, (
                number
            )


def test_a_nip_has_eighteen_digits_and_no_birthday():
    for row in city().officials:
        digits = (row.nip or "").replace(" ", "")
        assert row.nip is None or (len(digits) == 18 and digits.startswith("0" * 15))


def test_replies_leave_room_for_account_and_number():
    for body in bodies():
        assert 0 < len(body) <= BODY_LIMIT, body
        assert len(tweet_reply("warga_contoh001", body, "DPK-2026-00001")) <= 280
        assert "{" not in body


def test_a_reply_too_long_is_refused():
    with pytest.raises(ValueError, match="reply of"):
        tweet_reply("warga_contoh001", "a" * 270, "DPK-2026-00001")


def test_there_are_many_different_tweets():
    texts = [row.text for row in words().templates()]
    assert len(set(texts)) == len(texts) >= 120
    assert all(len(text) <= 200 for text in texts)


def test_tweets_use_only_known_placeholders():
    for row in words().templates():
        for text in (row.text, row.citizen):
            assert {name for _, name, _, _ in Formatter().parse(text) if name} <= PLACEHOLDERS


def test_every_complaint_points_to_words_that_exist():
    folder, slugs = {row.slug for row in city().folder}, {row.slug for row in city().categories}
    for row in words().templates():
        assert not row.category or row.category in slugs
        assert not row.klasifikasi or row.klasifikasi in KLASIFIKASI
        assert not row.standard or row.standard in folder
        assert all(index < len(words().answers[row.category]) for index in row.fits)


def test_klasifikasi_and_their_deadlines_are_those_of_the_rows():
    assert {slug for slug, _ in city().klasifikasi} == set(KLASIFIKASI)
    days = {slug: city().setting(f"deadline.{slug}") for slug in KLASIFIKASI}
    assert days == {"permintaan_informasi": 5, "pengaduan": 14, "berkadar_pengawasan": 60, "aspirasi": 14}
    assert all(row.confirm for row in city().settings if row.key.startswith("deadline."))


def test_every_allegation_leaves_real_places_out():
    """Nobody may read an invented bribe as news about a real kelurahan."""
    grave = [row for row in words().complaints if row.klasifikasi == "berkadar_pengawasan"]
    grave += [row for row in words().complaints if row.category == "pelayanan" and "domisili" in row.text]
    assert grave
    assert not [row.text for row in grave if "{kelurahan}" in row.text]


def test_reasons_to_decline_belong_to_complaints_that_exist():
    titles = {(row.category, row.title) for row in words().complaints}
    assert all((row.category, title) in titles for row in words().not_ours for title in row.titles)
