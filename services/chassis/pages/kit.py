"""Pages of a service from its templates: layout, components, words of both languages."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from .assets import Assets
from .languages import LANGUAGES, TAGS, Language, twin_of
from .words import Catalogue

KIT = "services.chassis.pages"


class PageKit:
    """What draws the pages of a service: `package` has its folders `templates` and `words`."""

    def __init__(self, package: str, assets: Assets | None = None) -> None:
        self.assets = assets or Assets()
        folders = [Path(str(files(each))) for each in (KIT, package)]
        texts = sorted(file for folder in folders for file in (folder / "words").glob("*.yaml"))
        self.words = Catalogue(texts)
        self._environments = {
            language: self._environment(package, language) for language in LANGUAGES
        }
        sources = [*texts, *(file for each in folders for file in (each / "templates").iterdir())]
        digest = sha256("\n".join(self.assets.addresses).encode())
        for file in sources:
            digest.update(file.read_bytes())
        self.build = digest.hexdigest()

    def html(self, language: Language, template: str, values: Mapping[str, Any]) -> str:
        """Return a page in a language; what is given is escaped, what is missing is an error."""
        return self._environments[language].get_template(template).render(values)

    def _environment(self, package: str, language: Language) -> Environment:
        loaders = [PackageLoader(each, "templates") for each in (package, KIT)]
        environment = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        shown = _Shown(self.words, language)
        environment.globals.update(
            language=language,
            tag=TAGS[language],
            twin=twin_of(language),
            twin_tag=TAGS[twin_of(language)],
            asset=self.assets.address,
            t=shown.text,
            name=shown.name,
            pairs=shown.pairs,
            has_phrase=self.words.phrases.__contains__,
        )
        environment.filters.update(
            day=shown.day, number=shown.number, percent=shown.percent, original=shown.original
        )
        return environment


class _Shown:
    """How values are written in a language."""

    def __init__(self, words: Catalogue, language: Language) -> None:
        self._words = words
        self._language: Language = language

    def text(self, path: str, **values: object) -> str:
        """Return a phrase, filled in."""
        return self._words.text(self._language, path, **values)

    def name(self, group: str, word: str) -> str:
        """Return what a word of the messages is called."""
        return self._words.name(self._language, group, word)

    def pairs(self, group: str, words: Iterable[str]) -> list[tuple[str, str]]:
        """Return words of the messages, each with what it is called."""
        return [(word, self.name(group, word)) for word in words]

    def day(self, day: date) -> Markup:
        """Return a day, as people and as machines read it."""
        month = self.text(f"months.m{day.month}")
        written = self.text("day", year=day.year, month=month, day=day.day)
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), written)

    def number(self, number: Decimal | int) -> str:
        """Return a number with its thousands apart."""
        return f"{number:,}"

    def percent(self, part: int, whole: int) -> str:
        """Return which part of a whole something is, with one decimal place."""
        return "–" if not whole else f"{Decimal(part * 100) / whole:.1f} %"

    def original(self, text: str) -> Markup:
        """Return a text that is in Chinese in whichever language the page is."""
        if self._language == "zh" or text.isascii():
            return escape(text)
        return Markup('<span lang="{}">{}</span>').format(TAGS["zh"], text)
