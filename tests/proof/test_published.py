"""Seals are open to everybody, in forms that stay; nothing in them is of a case."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from mazalim.common.signing import make_signing_key, publish, read_signing_key
from mazalim.complaints.models import Complaint
from mazalim.proof import keys
from mazalim.proof.log import is_consistent
from mazalim.proof.models import Seal
from mazalim.proof.seals import views
from mazalim.proof.seals.actions import seal
from mazalim.proof.seals.rules import published_form, signed_part
from tests import factories
from tests.factories import NOON

DAY = timedelta(days=1)


@pytest.fixture
def sealed(country):
    for day in range(3):
        factories.lodge(at=NOON + day * DAY)
        seal(at=NOON + day * DAY)


def read(address, **headers):
    return Client().get(address, headers=headers)


def test_the_newest_seal_is_signed_by_a_published_key(sealed):
    answer = read("/seals/latest.json")
    said = answer.json()
    assert said == published_form(Seal.objects.order_by("number").last())
    assert keys.verify(said["key_id"], signed_part(said), bytes.fromhex(said["signature"]))
    assert f"# {said['key_id']}" in read("/seals/key.pem").content.decode()


def test_a_closed_day_has_its_seal_and_an_open_one_the_newest(sealed):
    assert read("/seals/2026-11-01.json").json()["closes_day"] is True
    assert read("/seals/2026-11-03.json").json()["closes_day"] is False
    for nothing in ("2026-11-04", "2026-13-40", "yesterday", "..%2Fkey"):
        assert read(f"/seals/{nothing}.json").status_code == 404
    assert read("/seals/number/2.json").json()["number"] == 2
    assert read("/seals/number/99999999999999999999.json").status_code == 404


@pytest.mark.parametrize("address", ["latest.json", "2026-11-01.json", "feed", "seals.jsonl", "number/1.json"])
def test_answers_may_be_kept_until_a_seal_is_made(sealed, address):
    answer = read(f"/seals/{address}")
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert read(f"/seals/{address}", if_none_match=answer["ETag"]).status_code == 304
    factories.lodge()
    seal(at=NOON + 2 * DAY)
    assert read(f"/seals/{address}", if_none_match=answer["ETag"]).status_code == 200


def test_before_the_first_seal_there_is_nothing(country):
    assert read("/seals/latest.json").status_code == 404
    assert read("/seals/feed").json()["items"] == []
    assert b"".join(read("/seals/seals.jsonl").streaming_content) == b""
    assert "Nothing has been sealed yet." in read("/en/seals/").content.decode()


def test_a_mirror_takes_what_is_new_line_by_line(sealed):
    first = b"".join(read("/seals/seals.jsonl").streaming_content).decode().splitlines()
    assert [json.loads(line)["number"] for line in first] == [1, 2, 3, 4, 5]
    factories.lodge()
    seal(at=NOON + 2 * DAY)
    later = b"".join(read(f"/seals/seals.jsonl?after={len(first)}").streaming_content).decode().splitlines()
    assert [json.loads(line)["number"] for line in later] == [6]


def test_the_feed_leads_from_page_to_page(sealed, monkeypatch):
    monkeypatch.setattr(views, "MOST_ITEMS", 2)
    address, numbers = "/seals/feed", []
    while address:
        said = read(address).json()
        assert said["version"] == "https://jsonfeed.org/version/1.1"
        numbers += [item["_seal"]["number"] for item in said["items"]]
        address = said.get("next_url", "").removeprefix("http://127.0.0.1:8000")
    assert numbers == [5, 4, 3, 2, 1]


def test_consistency_is_proved_to_everybody(sealed):
    said = read("/seals/consistency.json?from=1&to=2").json()
    assert is_consistent(
        first=1,
        first_root=bytes.fromhex(said["from_root"]),
        second=2,
        second_root=bytes.fromhex(said["to_root"]),
        path=[bytes.fromhex(node) for node in said["path"]],
    )
    assert said["to_root"] == read("/seals/2026-11-02.json").json()["log_root"]
    for wrong in (
        "",
        "?from=0&to=1",
        "?from=2&to=1",
        "?from=1&to=3",
        "?from=x&to=1",
        "?from=1&to=99999999999999999999999",
        f"?from={'9' * 5000}&to=1",
    ):
        refused = read(f"/seals/consistency.json{wrong}")
        assert (refused.status_code, refused["Cache-Control"]) == (400, "no-store")


def test_a_retired_key_stays_published_and_proves_what_it_signed(sealed, tmp_path):
    old = Seal.objects.first()
    new, public = tmp_path / "seal2.pem", tmp_path / "public.pem"
    with override_settings(MAZALIM_PUBLIC_KEYS_FILE=public):
        for known in keys.public_keys():
            publish(public, known.key)
        make_signing_key(new)
        publish(public, read_signing_key(new, setting="MAZALIM_SEAL_KEY_FILE").public_key())
        with override_settings(MAZALIM_SEAL_KEY_FILE=new):
            factories.lodge()
            seal(at=NOON + 2 * DAY)
            pem = read("/seals/key.pem").content.decode()
            for one in (old, Seal.objects.last()):
                assert f"# {one.key_id}" in pem
                said = published_form(one)
                assert keys.verify(said["key_id"], signed_part(said), bytes.fromhex(said["signature"]))
    assert Seal.objects.last().key_id != old.key_id
    assert pem.count("BEGIN PUBLIC KEY") == 3


def test_the_page_lists_closed_days_and_tells_nothing_of_a_case(sealed, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        page = read("/en/seals/").content.decode()
    assert re.findall(r"/seals/(2026-11-\d\d)\.json", page) == ["2026-11-02", "2026-11-01"]
    everything = page + "".join(read(f"/seals/{name}").content.decode() for name in ("latest.json", "feed"))
    for case in Complaint.objects.all():
        assert case.case_number not in everything
        assert case.subject not in everything


def test_queries_do_not_grow_with_the_seals(country, django_assert_max_num_queries):
    for day in range(3):
        factories.lodge(at=NOON + day * DAY)
        seal(at=NOON + day * DAY)
        with django_assert_max_num_queries(4):
            read("/en/seals/")
        with django_assert_max_num_queries(3):
            read("/seals/feed")


def test_the_page_pages(country):
    now = timezone.now()
    Seal.objects.bulk_create(
        Seal(
            number=n,
            date=(NOON + n * DAY).date(),
            from_entry=1,
            to_entry=1,
            day_root=bytes(32),
            closes_day=True,
            log_size=n,
            log_root=bytes(32),
            previous_seal_hash=bytes(32),
            made_at=now,
            key_id="0" * 64,
            signature=bytes(64),
        )
        for n in range(1, 21)
    )
    page = read("/en/seals/").content.decode()
    after = re.search(r"href=\"\?after=([^\"]+)", page)[1]
    rest = read(f"/en/seals/?after={after}").content.decode()
    assert (len(re.findall(r"<tr><th scope=\"row\"", page)), len(re.findall(r"<tr><th scope=\"row\"", rest))) == (14, 6)
