"""The characters that say the same as a simplified one: `python -m schemas.traditional_characters`.

Written into `vocabulary/traditional_characters.json` from OpenCC (Apache-2.0), which only whoever
changes the table needs: what a text says must not depend on a library's next release.
"""

import json
from functools import cache
from pathlib import Path

from opencc import OpenCC  # for developers alone: no service imports this module

TABLE = Path(__file__).parent / "vocabulary" / "traditional_characters.json"
_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
# Traditional characters themselves, and what Hong Kong, Taiwan and Japan write in their place.
_BY_WAY_OF = ("hk2t", "tw2t", "jp2t")


def characters() -> dict[str, str]:
    """Return each simplified character with all that are written for it elsewhere."""
    others: dict[str, str] = {}
    for character in (chr(code) for codes in _IDEOGRAPHS for code in codes):
        simplified = _simplified(character)
        if simplified != character:
            others[simplified] = others.get(simplified, "") + character
    return dict(sorted(others.items()))


def _simplified(character: str) -> str:
    """Return the simplified form of a character, or the character where it is one."""
    forms = [_converted("t2s", character)]
    if not _is_of_the_mainland(character):
        forms += (_converted("t2s", _converted(way, character)) for way in _BY_WAY_OF)
    plain = next((form for form in forms if form != character and len(form) == 1), character)
    return plain if plain == character else _simplified(plain)


def _is_of_the_mainland(character: str) -> bool:
    """Say whether GB 2312 has a character: it says what it says, whatever Japan writes with it."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _converted(way: str, text: str) -> str:
    return str(_converter(way).convert(text))


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def written() -> str:
    """Return the table as its file has it, a line a character."""
    return json.dumps(characters(), ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    TABLE.write_text(written(), encoding="utf-8")
