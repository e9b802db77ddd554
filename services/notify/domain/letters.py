"""Letters: what a person gets in a channel, from one alert or from a day's alerts together."""

from collections.abc import Iterator, Sequence
from string import Formatter
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec

from schemas.vocabulary.notification_terms import Channel, Language
from schemas.vocabulary.rule_value import RuleValue

from .short_form import first_sentence, fitted, size

Tongue = Literal["chinese", "english"]
TONGUES: dict[Language, tuple[Tongue, ...]] = {
    "chinese": ("chinese",),
    "english": ("english",),
    "both": ("chinese", "english"),
}
_DIGEST = uuid5(NAMESPACE_URL, "urn:safety-credit:digest")
_ALWAYS_SHORT: frozenset[Channel] = frozenset({"sms"})
_BLANKS = {
    "digest_title": {"count"},
    "enterprise": {"code"},
    "own": set[str](),
    "inbox": set[str](),
    "reference": {"reference"},
}


class Phrase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in both languages; blanks in braces are filled."""

    chinese: str
    english: str


class Frames(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands around the texts; `most` says by channel what it takes, in characters or bytes.

    `enterprise` and `own` head the notices about an enterprise, and about none, where a letter has
    several of these. `inbox` says where the full text is, `reference` names the letter.
    """

    digest_title: Phrase
    enterprise: Phrase
    own: Phrase
    inbox: Phrase
    reference: Phrase
    most: dict[Channel, RuleValue[int]]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One alert on its way: the delivery's id, the texts; `about` is a unified code, or None."""

    delivery: str
    about: str | None
    urgent: bool
    title: Phrase
    text: Phrase


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed to a channel; `identity` is the same whenever it is composed of the same."""

    identity: str
    title: str
    text: str
    urgent: bool


def compose(
    frames: Frames, notices: Sequence[Notice], language: Language, channel: Channel
) -> Letter:
    """Return the letter of one notice, or of several together (a digest), as a channel takes it.

    Raises ValueError where there is no notice.
    """
    if not notices:
        raise ValueError("a letter needs a notice")
    identity = _identity(notices)
    whole = Letter(
        identity=identity,
        title=" / ".join(_title(frames, notices, tongue) for tongue in TONGUES[language]),
        text="\n\n".join(_full(frames, notices, tongue, identity) for tongue in TONGUES[language]),
        urgent=any(notice.urgent for notice in notices),
    )
    most = frames.most.get(channel)
    if most is None:
        return whole
    fits = size(f"{whole.title}\n{whole.text}", most.unit) <= most.value
    if fits and channel not in _ALWAYS_SHORT:
        return whole
    return _shortened(frames, notices, language, whole, most)


def check(frames: Frames) -> None:
    """Raise ValueError naming the phrase whose blank nothing fills, or the limit that can't be."""
    for name, known in _BLANKS.items():
        phrase: Phrase = getattr(frames, name)
        for text in (phrase.chinese, phrase.english):
            for _, blank, form, conversion in Formatter().parse(text):
                if blank is not None and (blank not in known or form or conversion):
                    raise ValueError(f"letters, {name}: nothing fills {{{blank}}} in {text!r}")
    for channel, most in frames.most.items():
        if most.unit not in ("characters", "bytes"):
            raise ValueError(f"letters, most.{channel}: characters or bytes, not {most.unit}")
        if most.value < (least := _least(frames, most.unit)):
            raise ValueError(
                f"letters, most.{channel}: {most.value} {most.unit} hold no title beside the words"
                f" about the inbox; at least {least}"
            )


def _identity(notices: Sequence[Notice]) -> str:
    if len(notices) == 1:
        return notices[0].delivery
    return str(uuid5(_DIGEST, "\n".join(sorted(notice.delivery for notice in notices))))


def _title(frames: Frames, notices: Sequence[Notice], tongue: Tongue) -> str:
    if len(notices) == 1:
        return str(getattr(notices[0].title, tongue))
    return str(getattr(frames.digest_title, tongue)).format(count=len(notices))


def _full(frames: Frames, notices: Sequence[Notice], tongue: Tongue, identity: str) -> str:
    reference = str(getattr(frames.reference, tongue)).format(reference=identity)
    end = f"{getattr(frames.inbox, tongue)}\n{reference}"
    if len(notices) == 1:
        return f"{getattr(notices[0].text, tongue)}\n\n{end}"
    return "\n\n".join([*_items(frames, notices, tongue), end])


def _items(frames: Frames, notices: Sequence[Notice], tongue: Tongue) -> Iterator[str]:
    """Yield the numbered notices, those about one enterprise together under its heading."""
    groups: dict[str | None, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.about, []).append(notice)
    number = 0
    for about, group in groups.items():
        if len(groups) > 1:
            heading = getattr(frames.own if about is None else frames.enterprise, tongue)
            yield f"【{str(heading).format(code=about)}】"
        for notice in group:
            number += 1
            yield f"{number}. {getattr(notice.title, tongue)}\n{getattr(notice.text, tongue)}"


def _shortened(
    frames: Frames,
    notices: Sequence[Notice],
    language: Language,
    whole: Letter,
    most: RuleValue[int],
) -> Letter:
    """Return title and first sentence, or the titles of a digest, and where to read the rest."""
    tongues = TONGUES[language]
    title = fitted(whole.title, most.value // 2, most.unit)
    ends = [str(getattr(frames.inbox, tongue)) for tongue in tongues]
    left = most.value - size("\n".join([title, *ends]), most.unit)
    room = left // len(tongues) - 1  # a line break each
    lines: list[str] = []
    for tongue, end in zip(tongues, ends, strict=True):
        if gist := fitted(_gist(notices, tongue), room, most.unit):
            lines.append(gist)
        lines.append(end)
    return Letter(identity=whole.identity, title=title, text="\n".join(lines), urgent=whole.urgent)


def _gist(notices: Sequence[Notice], tongue: Tongue) -> str:
    if len(notices) == 1:
        return first_sentence(str(getattr(notices[0].text, tongue)))
    titles = (str(getattr(notice.title, tongue)) for notice in notices)
    return "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))


def _least(frames: Frames, unit: str) -> int:
    """Return the least limit: twice the words about the inbox, for half is left to the title."""
    return 2 * size(f"\n{frames.inbox.chinese}\n{frames.inbox.english}\n\n", unit)
