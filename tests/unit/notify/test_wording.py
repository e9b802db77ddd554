"""What notify says, in every text: all of it is in tests/snapshots/alerts.md, to be read."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import yaml

from schemas.records import CreditLine, InterviewHeld, RectificationChecked, TaxRebate
from schemas.vocabulary.department import departments, lead
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.sentences import fill
from services.notify.domain.phrases import article
from services.sanctions.domain.measures import due
from tests.support.alert_occasions import RULES, WORDING
from tests.support.alert_snapshot import KINDS, SNAPSHOT, snapshot, texts, to_enterprises
from tests.support.dossiers import DAY, EDITION, dossier, having, project
from tests.support.enterprise import CODE
from tests.support.notices import NAME
from tests.support.source_tree import ROOT

TEXTS = list(texts())
NAMES = [f"{text.template}-{kind}-{about}" for about, kind, _, text in TEXTS]
CREDIT = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=DAY)
REBATE = TaxRebate(amount=Decimal(4120000), period_begins=date(2027, 1, 1))
INTERVIEW = InterviewHeld(held_on=DAY)
CHECKED = RectificationChecked(checked_on=DAY, passed=False)
every_text = pytest.mark.parametrize("text", [text for *_, text in TEXTS], ids=NAMES)
CHINESE = re.compile(r"[㐀-鿿]")
# What is Chinese in English too: the enterprise, its projects, its bank, what it sent, documents.
PROPER_NAMES = (
    NAME,
    "城东安置房",
    "年产5万吨新材料项目",
    "X市商业银行",
    "罚款金额(万元)",
    "叁万",
    "决〔2026〕12号",
    "税执〔2026〕9号",
)


def both(text) -> tuple[str, str]:
    return f"{text.title_chinese}\n{text.chinese}", f"{text.title_english}\n{text.english}"


def test_the_snapshot_is_what_notify_says_now() -> None:
    assert SNAPSHOT.read_text("utf-8") == snapshot(), "make wording writes it anew: read it"


def test_every_template_is_in_the_snapshot_for_whom_it_has_words() -> None:
    told = {(text.template, kind) for _, kind, _, text in TEXTS}
    templates = WORDING.templates.items()
    assert told == {(name, kind) for name, it in templates for kind in KINDS if getattr(it, kind)}
    assert len(told) > 40


@every_text
def test_no_text_has_a_blank_an_empty_bracket_or_a_doubled_mark(text) -> None:
    for whole in both(text):
        assert not re.search(r"[{}]|None|\(\s*\)|（\s*）|[，。；：、]{2}|\.\.|,,| ,| \.|  ", whole)
        assert all(len(line) > 3 for line in whole.split("\n"))


@every_text
def test_every_paragraph_ends_as_a_sentence_does(text) -> None:
    assert all(line.endswith("。") for line in text.chinese.split("\n"))
    assert all(line.endswith(".") for line in text.english.split("\n"))
    assert len(text.chinese.split("\n")) == len(text.english.split("\n"))


@every_text
def test_chinese_has_no_latin_punctuation(text) -> None:
    chinese = both(text)[0].replace("罚款金额(万元)", "")
    chinese = re.sub(r"[\w.-]+@[\w.-]+|\w+\.csv|[\d,]+\.\d+|\d+\.\d+", "", chinese)
    assert re.findall(r"[,;:?!()\"]|\.(?!\d)", chinese) == []
    words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"[A-Z_]+-\d{8}-\w+|SG-\S+", "", chinese)))
    assert words - {"BZH"} == set()


@every_text
def test_english_has_no_chinese_but_proper_names(text) -> None:
    english = both(text)[1]
    for name in PROPER_NAMES:
        english = english.replace(name, "")
    assert CHINESE.findall(english) == []
    assert not re.search(r"[，。；：、（）《》“”]", english)
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", english), "the name of a rule is no English"


@every_text
def test_no_day_is_written_for_machines(text) -> None:
    for whole in both(text):
        assert not re.search(r"\d{4}-\d{2}-\d{2}", whole)


def test_every_measure_tells_an_enterprise_its_article_and_how_to_object() -> None:
    told = list(to_enterprises("measure."))
    assert len(told) > 25
    for about, occasion, text in told:
        assert occasion.values_chinese["article"] in text.chinese, about
        assert occasion.values_english["article"] in text.english, about
        # Against what was not taken there is nothing to be done.
        taken = text.template != "measure.dropped"
        assert any(word in text.chinese for word in ("异议", "陈述、申辩")) == taken, about
        assert any(word in text.english for word in ("object", "state your case")) == taken, about
        assert CODE in text.chinese, about
        assert "@safety-credit.example" in text.chinese, about


@pytest.mark.parametrize("event", ["grade.first", "grade.worse", "measure.noticed"])
def test_reasons_are_told_with_rule_points_document_and_article(event: str) -> None:
    (_, _, text), *_ = to_enterprises(event)
    assert "发生一般责任事故，等级下调2级，文书SG-2026-101，依据《聊城市" in text.chinese
    assert "一般事故（有死亡），扣20分，文书SG-2026-101，依据本市自定规则、国家发展" in text.chinese
    assert (
        "Ordinary accident with death, points: -20, document SG-2026-101, basis: a" in text.english
    )


def test_a_department_reads_until_when_it_has_to_do_what_under_which_order() -> None:
    for template in ("proposed", "defended", "decided", "suspended"):
        found = [
            (occasion, text)
            for _, kind, occasion, text in TEXTS
            if kind == "department" and text.template == f"measure.{template}"
        ]
        assert found
        for occasion, text in found:
            assert occasion.values["order"] in text.chinese
            assert f"{occasion.values_chinese['deadline']}（含当日）前" in text.chinese
            assert f"by {occasion.values_english['deadline']}" in text.english


def test_the_reason_of_a_listing_is_the_list_and_of_a_guarantee_not_the_grade() -> None:
    of = {about: text for about, kind, _, text in TEXTS if kind == "enterprise"}
    assert "事由：你单位已列入安全生产严重失信主体名单" in of["bidding_limit, noticed"].chinese
    assert "信用等级" not in of["wage_guarantee, in_force"].chinese


@pytest.mark.parametrize("grade", list("ABCD"))
def test_the_consequences_of_a_grade_are_those_of_the_measures(grade: str) -> None:
    found = set()
    fell = {"fell_on": DAY, "fell_to": grade} if grade in "CD" else {"fell_on": None}
    for sector in ("construction", "special_equipment"):
        it = having(dossier(grade, sector=sector, **fell), "line", CREDIT)
        it = having(it, "project", project("400000000"), "development-reform")
        it = having(it, "rebate", REBATE, "tax")
        it = having(it, "interview", INTERVIEW, "quality-supervision")
        it = having(it, "check", CHECKED, "quality-supervision")
        found |= {terms.kind for terms in due(it, EDITION)}
    # The guarantee hangs on arrears of wages, not on the grade.
    assert set(WORDING.consequences[grade]) == found - {MeasureKind.WAGE_GUARANTEE}


def sources() -> set[str]:
    """Return the sources that an article of a line or of a measure may name."""
    found = {rule.basis.article for rule in RULES.values()}
    for file in (ROOT / "services/scoring/rulebook").glob("*.yaml"):
        found |= set(_articles(yaml.safe_load(file.read_text("utf-8"))))
    return {source for text in found for source in re.split("；|; ", text)}


def _articles(value) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("article"), str):
            yield value["article"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _articles(each)


def test_every_source_of_the_shipped_rules_has_an_english_name() -> None:
    found = sources()
    assert len(found) > 20
    unnamed = {each for each in found if CHINESE.search(article(WORDING, each).english)}
    assert unnamed == set()
    latin = {each for each in found if re.search(r"[A-WYZa-z]{2,}", article(WORDING, each).chinese)}
    assert latin == set()


def test_a_source_that_is_not_known_stays_as_it_is() -> None:
    assert article(WORDING, "《某市办法》第三条").english == "《某市办法》第三条"


def test_offices_have_a_name_in_both_languages() -> None:
    assert all(each.contact.office_english for each in departments())
    assert lead().contact.office_english == "Credit information office"


def test_a_sentence_is_left_out_where_a_value_is_missing() -> None:
    assert fill(["甲{one}。", "乙{two}。"], {"one": "1", "two": None}) == "甲1。"
    assert fill(["乙{two}。"], {}) is None
