"""What pages say is in their catalogues, in both languages, and nothing else is."""

import re

from schemas.vocabulary.disclosed_entry import CommitmentStatus
from services.chassis.pages.kit import PageKit
from services.disclosure.pages.published_rules import published_rules
from tests.support.source_tree import ROOT

FOLDERS = (ROOT / "services/chassis/pages", ROOT / "services/disclosure/pages")
FILES = [path for folder in FOLDERS for path in folder.rglob("*") if path.is_file()]
TEMPLATES = [path for path in FILES if path.suffix == ".jinja" and path.parent.name == "templates"]
COMMAND = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
WORDS = PageKit("services.disclosure.pages").words


def test_no_words_stand_in_code_and_templates() -> None:
    texts = [path for path in FILES if path.suffix in {".py", ".jinja", ".css"}]
    assert len(texts) > 30
    assert [path.name for path in texts if re.search(r"[\u4e00-\u9fff]", path.read_text())] == []
    pages = [path for path in TEMPLATES if path.name.endswith(".html.jinja")]
    shown = {path.name: COMMAND.sub("", path.read_text()) for path in pages}
    assert [name for name, text in shown.items() if re.search(r">\s*[A-Za-z]{3,}", text)] == []


def test_both_languages_fill_the_same_blanks() -> None:
    blanks = re.compile(r"\{(\w+)\}")
    assert len(WORDS.phrases) > 300
    assert [
        path
        for path, each in WORDS.phrases.items()
        if set(blanks.findall(each.chinese)) != set(blanks.findall(each.english))
        or not each.chinese.strip()
        or not each.english.strip()
    ] == []


def test_every_phrase_of_a_page_is_there_and_none_is_idle() -> None:
    source = "\n".join(path.read_text() for path in FILES if path.suffix in {".jinja", ".py"})
    named = set(re.findall(r"""["']([a-z_]+(?:\.[\w-]+)*)["']""", source))
    begun = (*re.findall(r"""["']((?:[a-z_]+\.)+)["']""", source), "article.", "months.m")
    groups = {"sector.", "term.", "unit.", "grade.", "data.of.", "list_name.", "promise.", "kind."}
    idle = {
        path
        for path in WORDS.phrases
        if path not in named and not path.startswith((*begun, *groups))
    }
    assert idle == set()


def test_the_words_and_articles_of_the_rules_are_named() -> None:
    """What a rulebook has that no catalogue names is shown as it stands: that shall be little."""
    terms = {
        word
        for edition in published_rules()
        for rule in edition.rules
        for value in rule.values
        for word in value.words
        if not word.isdigit()
    }
    articles = {
        article
        for edition in published_rules()
        for rule in edition.rules
        for value in rule.values
        for article in value.article.replace("；", "; ").split("; ")
    }
    assert len(terms) > 40
    assert len(articles) > 15
    assert {word for word in terms if f"term.{word}" not in WORDS.phrases} == set()
    assert {each for each in articles if f"article.{each}" not in WORDS.phrases} == set()


def test_every_word_of_the_messages_has_a_name() -> None:
    for promise in CommitmentStatus.__args__:
        assert f"promise.{promise}" in WORDS.phrases
