"""What pages say, in both languages: catalogues in YAML, read strictly."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from services.chassis.rules.strict_yaml import Data, RulebookError, read_yaml

from .languages import Language


class PagePhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase in both languages; blanks in braces are filled when it is shown."""

    chinese: str
    english: str

    def in_language(self, language: Language) -> str:
        """Return it in a language."""
        return self.chinese if language == "zh" else self.english


class Catalogue:
    """Phrases by the dotted path at which they stand in the files."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Read the files. Raises RulebookError: not as it has to be, or a path stands twice."""
        self._phrases: dict[str, PagePhrase] = {}
        for file in files:
            for path, phrase in _phrases(file, read_yaml(file)[1], ""):
                if path in self._phrases:
                    raise RulebookError(file, 0, path, "another catalogue has it too")
                self._phrases[path] = phrase

    @property
    def phrases(self) -> Mapping[str, PagePhrase]:
        """Return all phrases by their paths."""
        return self._phrases

    def text(self, language: Language, path: str, **values: object) -> str:
        """Return the phrase at a path, filled in. Raises KeyError where there is none."""
        return self._phrases[path].in_language(language).format(**values)

    def name(self, language: Language, group: str, word: str) -> str:
        """Return what a word of the messages is called; the word itself where nobody named it."""
        phrase = self._phrases.get(f"{group}.{word}")
        return phrase.in_language(language) if phrase else word


def _phrases(file: Path, data: Data, path: str) -> Iterable[tuple[str, PagePhrase]]:
    if not isinstance(data, dict):
        raise RulebookError(file, 0, path, "a phrase has `chinese` and `english`")
    if "chinese" in data or "english" in data:
        try:
            yield path, msgspec.convert(data, PagePhrase)
        except msgspec.ValidationError as error:
            raise RulebookError(file, 0, path, str(error)) from error
        return
    for name, child in data.items():
        yield from _phrases(file, child, f"{path}.{name}" if path else str(name))
