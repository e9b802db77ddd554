"""What a person gets: one alert, or a day's alerts together, in full or in short."""

import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.letters import Notice, Phrase, compose
from services.notify.domain.short_form import first_sentence, fitted, size
from services.notify.stage import load_letters
from tests.support.enterprise import CODE

FRAMES = load_letters()
OTHER = "91990105NBFJGG5F8J"
INBOX = FRAMES.inbox


def notice(identity="d-1", about=CODE, urgent=False, words="甲"):
    return Notice(
        delivery=identity,
        about=about,
        urgent=urgent,
        title=Phrase(chinese=f"标题{words}", english=f"Title {words}"),
        text=Phrase(
            chinese=f"第一句{words}，费率1.3%。第二句。",
            english=f"The rate is 1.3% for {words} in no. 5. More follows.",
        ),
    )


def test_one_alert_by_mail_is_its_own_text_with_the_reference():
    letter = compose(FRAMES, [notice(urgent=True)], "chinese", "mail")
    assert letter.identity == "d-1"
    assert letter.title == "标题甲"
    assert letter.text == f"第一句甲，费率1.3%。第二句。\n\n{INBOX.chinese}\n编号：d-1"
    assert letter.urgent


@pytest.mark.parametrize(
    ("language", "title", "has", "lacks"),
    [
        ("chinese", "标题甲", "第一句", "The rate"),
        ("english", "Title 甲", "The rate", "第一句"),
        ("both", "标题甲 / Title 甲", "第一句", None),
    ],
)
def test_the_language_is_the_contacts(language, title, has, lacks):
    letter = compose(FRAMES, [notice()], language, "mail")
    assert letter.title == title
    assert has in letter.text
    assert lacks is None or lacks not in letter.text


def test_both_languages_are_one_after_the_other():
    text = compose(FRAMES, [notice()], "both", "mail").text
    assert text.index("第一句") < text.index("编号：d-1") < text.index("The rate")
    assert text.endswith("Reference: d-1")


def test_a_digest_is_numbered_and_grouped_by_enterprise():
    notices = [
        notice("d-1", CODE, words="甲"),
        notice("d-2", None, words="乙"),
        notice("d-3", OTHER, words="丙"),
        notice("d-4", CODE, urgent=True, words="丁"),
    ]
    letter = compose(FRAMES, notices, "chinese", "mail")
    assert letter.title == "今日通知（4条）"
    assert letter.urgent
    lines = [line for line in letter.text.splitlines() if line]
    assert lines == [
        f"【企业（{CODE}）】",
        "1. 标题甲",
        "第一句甲，费率1.3%。第二句。",
        "2. 标题丁",
        "第一句丁，费率1.3%。第二句。",
        "【本单位报送与其他】",
        "3. 标题乙",
        "第一句乙，费率1.3%。第二句。",
        f"【企业（{OTHER}）】",
        "4. 标题丙",
        "第一句丙，费率1.3%。第二句。",
        INBOX.chinese,
        f"编号：{letter.identity}",
    ]
    assert compose(FRAMES, notices, "both", "mail").title == "今日通知（4条） / 4 notices of today"


def test_a_digest_about_one_enterprise_alone_needs_no_heading():
    letter = compose(FRAMES, [notice("d-1"), notice("d-2")], "english", "mail")
    assert "【" not in letter.text
    assert letter.text.startswith("1. Title 甲\nThe rate")


def test_a_digest_is_known_by_its_deliveries_whatever_their_order():
    one, two, three = (notice(f"d-{number}") for number in range(3))

    def identity(*notices):
        return compose(FRAMES, notices, "both", "mail").identity

    assert identity(one, two) == identity(two, one)
    assert len({identity(one, two), identity(one, three), identity(one, two, three)}) == 3
    assert uuid.UUID(identity(one, two)).version == 5
    assert identity(one) == "d-0"


def test_an_sms_is_title_first_sentence_and_where_the_rest_is():
    letter = compose(FRAMES, [notice()], "both", "sms")
    assert letter.title == "标题甲 / Title 甲"
    assert letter.text.splitlines() == [
        "第一句甲，费率1.3%。",
        INBOX.chinese,
        "The rate is 1.3% for 甲 in no. 5.",
        INBOX.english,
    ]


def test_an_sms_digest_has_the_titles():
    letter = compose(FRAMES, [notice("d-1"), notice("d-2", words="乙")], "chinese", "sms")
    assert letter.title == "今日通知（2条）"
    assert letter.text == f"1. 标题甲\n2. 标题乙\n{INBOX.chinese}"


def test_a_robot_gets_the_full_text_while_it_fits_and_else_the_short_form():
    short, full = (
        notice(),
        msgspec.structs.replace(
            notice(), text=Phrase(chinese="句。" * 400, english="Sentence. " * 10)
        ),
    )
    assert compose(FRAMES, [short], "chinese", "wecom").text.endswith("编号：d-1")
    assert compose(FRAMES, [full], "chinese", "wecom").text == f"句。\n{INBOX.chinese}"
    assert compose(FRAMES, [full], "chinese", "feishu").text.startswith("句。句。")


def test_a_letter_needs_a_notice():
    with pytest.raises(ValueError, match="needs a notice"):
        compose(FRAMES, [], "both", "mail")


WORDS = st.text(min_size=1, max_size=900)


@given(
    texts=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=30),
    language=st.sampled_from(["chinese", "english", "both"]),
    channel=st.sampled_from(["sms", "wecom", "dingtalk", "feishu"]),
)
def test_no_letter_is_longer_than_its_channel_takes(texts, language, channel):
    notices = [
        Notice(
            delivery=f"d-{number}",
            about=CODE,
            urgent=False,
            title=Phrase(chinese=title, english=title),
            text=Phrase(chinese=text, english=text),
        )
        for number, (title, text) in enumerate(texts)
    ]
    letter = compose(FRAMES, notices, language, channel)
    most = FRAMES.most[channel]
    assert size(f"{letter.title}\n{letter.text}", most.unit) <= most.value
    for tongue in ("chinese", "english") if language == "both" else (language,):
        assert getattr(INBOX, tongue) in letter.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("一。二。", "一。"),
        ("Costs 1.3 million. More.", "Costs 1.3 million."),
        ("Donghai Co. is rated by Art. 5. More.", "Donghai Co. is rated by Art. 5."),
        ("No end", "No end"),
        ("", ""),
        ("是吗？是。", "是吗？"),
    ],
)
def test_the_first_sentence(text, sentence):
    assert first_sentence(text) == sentence


@given(text=st.text(), most=st.integers(-1, 40), unit=st.sampled_from(["characters", "bytes"]))
def test_what_is_fitted_fits_and_is_the_beginning(text, most, unit):
    found = fitted(text, most, unit)
    assert size(found, unit) <= max(most, 0)
    assert found == text or text.startswith(found.removesuffix("…"))
