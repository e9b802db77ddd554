"""The languages that pages are in, and which of them a reader asks for."""

import re
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}  # BCP 47, for lang attributes

_RANGE = re.compile(r"(?P<tag>[A-Za-z]{1,8}|\*)[^;]*(;\s*q\s*=\s*(?P<weight>[01](\.\d{0,3})?))?")


def preferred(accept_language: str) -> Language:
    """Return the language that a header Accept-Language likes best; Chinese where it names none."""
    weights: dict[Language, float] = {}
    for part in accept_language.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            continue
        weight = float(match["weight"] or 1)
        for language in LANGUAGES:
            if match["tag"].lower() == language:
                weights[language] = max(weight, weights.get(language, 0))
    liked = [language for language in LANGUAGES if weights.get(language)]
    return max(liked, key=lambda language: weights[language], default=LANGUAGES[0])


def twin_of(language: Language) -> Language:
    """Return the other language."""
    return LANGUAGES[1 - LANGUAGES.index(language)]
