"""Made-up personal data of each kind, and the search for it in all that a city in memory holds."""

import base64
import json
import re
import unicodedata
from collections.abc import Iterator

from services.chassis.views.store import MemoryViews
from tests.support.played_city import PlayedCity

IDENTITY_18 = "110101199003078881"
SEEDS = {
    "identity number of 18 digits": IDENTITY_18,
    "with blanks": "110105 19491231 002X",
    "in full-width digits": "３３０２０３１９８５０６１５０３２５",
    "identity number of 15 digits": "330203850615041",
    "mobile number": "13905741234",
    "mobile number in groups": "139-0574-1235",
    "mobile number with a prefix": "+86 137 7788 9012",
    "fixed number": "0574-87654321",
    "passport": "E12345678",
    "passport with two letters": "EJ7654321",
    "bank card": "6222021001116245702",
    "bank card in groups": "6217 0000 1000 0001 233",
}
NAMES = {"法定代表人": "欧阳明珠甲", "联系人姓名": "司徒建国乙", "xm": "尉迟小红丙"}
FREE_TEXT = "；".join(f"联系{seed}处理" for seed in SEEDS.values())


def bare(text: str) -> str:
    """Return letters and digits alone, as ASCII and large ones, escapes resolved."""
    told = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    plain = unicodedata.normalize("NFKC", told).upper()
    return "".join(sign for sign in plain if sign.isalnum())


BARE_SEEDS = {bare(seed): kind for kind, seed in SEEDS.items()} | {
    bare(name): f"name of {field}" for field, name in NAMES.items()
}


def kinds_in(value: bytes) -> set[str]:
    """Return the kinds of seed that bytes hold, also where a part of them is base64."""
    texts = [value.decode(errors="replace")]
    try:
        body = json.loads(value)["data"]
        texts += [
            base64.b64decode(body[part]).decode(errors="replace")
            for part in ("key", "value")
            if isinstance(body.get(part), str)
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    plain = " ".join(map(bare, texts))
    return {kind for seed, kind in BARE_SEEDS.items() if seed in plain}


def leaks(city: PlayedCity) -> set[tuple[str, str]]:
    """Return where which kind of seed stands: on topics, in states and in views.

    The topics of departments are theirs: what they publish there by themselves is deleted after
    the time that the catalogue states.
    """
    return {(place, kind) for place, value in _contents(city) for kind in kinds_in(value)}


def _contents(city: PlayedCity) -> Iterator[tuple[str, bytes]]:
    for topic in city.log.topics():
        if not topic.startswith("reports-"):
            for record in city.log.all(topic):
                yield f"topic {topic}", (record.key or b"")
                yield f"topic {topic}", (record.value or b"")
    for worker in city.workers:
        for (_, key), value in worker.states.items():
            yield f"states of {worker.stage.service}", key
            yield f"states of {worker.stage.service}", value
        for value in _views(worker.views):
            yield f"views of {worker.stage.service}", value


def _views(views: MemoryViews) -> Iterator[bytes]:
    for name, value in views.values.items():
        yield from (name.encode(), value)
    for name, fields in views.hashes.items():
        for field, value in fields.items():
            yield from (f"{name} {field}".encode(), value)
