"""Badges: the grade on the day of the answer, as picture and as JSON, and their proof."""

from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from fastapi.testclient import TestClient

from services.chassis.signing.key_folder import KeyFolder
from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.keys import load_key, load_public_key
from services.chassis.signing.register_file import load_register, write_register
from services.chassis.signing.rotation import revoked
from services.chassis.signing.signed_token import signed_token
from services.disclosure.adapters.badges.badge import (
    TYPE,
    BadgeError,
    GradeBadge,
    signed_badge,
    verified_badge,
)
from services.disclosure.adapters.index.public_index import PublicIndex
from services.disclosure.api import create_app
from services.disclosure.settings import DisclosureSettings
from tests.support.public_messages import CODE, DAY, OTHER, PublicLog, disclosed, index_of
from tests.support.signing_keys import KEY, set_up

NAME = '宁波<甬江>&"化工"公司'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return set_up(tmp_path)


@pytest.fixture
def index(tmp_path: Path) -> PublicIndex:
    log = PublicLog()
    organization = "345678901"
    messages = [log.entry(CODE, disclosed(NAME, grade="A", organization_code=organization))]
    messages.append(log.entry(OTHER, disclosed("乙", grade=None)))
    return index_of(tmp_path / "index", log, messages)


def asking(index: PublicIndex, keys: KeyFolder, url: str | None = None) -> TestClient:
    settings = DisclosureSettings(
        key_register=keys.register,
        key_authority=keys.authority_public,
        badge_keys=(keys.key(KeyPurpose.BADGES),),
        public_url=url,
    )
    return TestClient(create_app(settings, index))


def register_in(keys: KeyFolder) -> KeyRegister:
    return load_register(keys.register, load_public_key(keys.authority_public))


def test_a_badge_states_the_grade_on_the_day_and_proves_it(
    index: PublicIndex, keys: KeyFolder
) -> None:
    client = asking(index, keys)
    first = client.get(f"/enterprises/{CODE}/badge.json")
    answer = first.json()
    badge = verified_badge(answer["token"], register_in(keys))
    assert badge == GradeBadge(sub=CODE, name=NAME, grade="A", day=DAY, edition="scoring-2026")
    assert [answer[name] for name in ("code", "grade", "day")] == [CODE, "A", DAY.isoformat()]
    assert answer["key_id"] == load_key(keys.key(KeyPurpose.BADGES)).public.id
    assert client.get("/enterprises/345678901/badge.json").json() == answer
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/enterprises/{CODE}/badge.json", headers=known).status_code == 304
    assert client.get(f"/enterprises/{OTHER}/badge.json").json()["grade"] is None


@pytest.mark.parametrize(
    ("url", "proof"),
    [(None, "badge.json"), ("https://a.test/", f"https://a.test/enterprises/{CODE}/badge.json")],
)
def test_a_picture_has_its_proof_in_it_and_links_it(
    index: PublicIndex, keys: KeyFolder, url: str | None, proof: str
) -> None:
    client = asking(index, keys, url)
    answer = client.get(f"/enterprises/{CODE}/badge.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    picture = Xml.fromstring(answer.text)
    token = picture.findtext(f"{SVG}metadata") or ""
    assert verified_badge(token, register_in(keys)).grade == "A"
    title = picture.findtext(f"{SVG}title") or ""
    assert NAME in title
    assert str(DAY) in title
    links = [each.get("href") for each in picture.iter(f"{SVG}a")]
    assert links == [proof]
    assert {each.tag for each in picture.iter()} <= {
        SVG + name for name in ("svg", "title", "metadata", "a", "rect", "path", "text")
    }
    unrated = client.get(f"/enterprises/{OTHER}/badge.svg").text
    assert "—" in unrated


@pytest.mark.parametrize("form", ["json", "svg"])
def test_no_badge_is_given_of_nobody_or_without_a_key(
    index: PublicIndex, keys: KeyFolder, form: str
) -> None:
    nobody = asking(index, keys).get(f"/enterprises/91350100M000100Y43/badge.{form}")
    assert (nobody.status_code, nobody.headers["Content-Type"]) == (404, "application/problem+json")
    without = TestClient(create_app(DisclosureSettings(), index))
    answer = without.get(f"/enterprises/{CODE}/badge.{form}")
    assert answer.status_code == 503
    assert "BADGE_KEYS" in answer.json()["detail"]
    keys.register.write_text("no register")
    assert asking(index, keys).get(f"/enterprises/{CODE}/badge.{form}").status_code == 503


def test_what_is_altered_forged_or_of_another_key_proves_nothing(keys: KeyFolder) -> None:
    register = register_in(keys)
    badge = GradeBadge(sub=CODE, name=None, grade="A", day=DAY, edition=None)
    key = load_key(keys.key(KeyPurpose.BADGES))
    token = signed_badge(badge, key)
    assert verified_badge(token, register) == badge
    head, body, signature = token.split(".")
    other = signed_badge(GradeBadge(sub=CODE, name=None, grade="D", day=DAY, edition=None), key)
    certifying = load_key(keys.key(KeyPurpose.CERTIFICATES))
    for wrong, why in (
        (f"{head}.{other.split('.')[1]}.{signature}", "does not fit"),
        (f"{head}.{body}", "no badge"),
        ("nonsense", "no badge"),
        ("", "no badge"),
        (signed_badge(badge, KEY), "not in the register"),
        (signed_badge(badge, certifying), "is for certificates, not for badges"),
        (signed_token(b"{}", TYPE, key), "no badge"),
        (signed_token(b"{}", "standing-certificate+jwt", key), "no badge"),
    ):
        with pytest.raises(BadgeError, match=why):
            verified_badge(wrong, register)


def test_of_a_key_that_was_revoked_no_badge_holds(keys: KeyFolder) -> None:
    key = load_key(keys.key(KeyPurpose.BADGES))
    token = signed_badge(GradeBadge(sub=CODE, name=None, grade="A", day=DAY, edition=None), key)
    later = DAY + timedelta(days=30)
    register = revoked(register_in(keys), key.public.id, later, "lost", later)
    write_register(keys.register, register, load_key(keys.authority))
    with pytest.raises(BadgeError, match="was revoked"):
        verified_badge(token, register_in(keys))
