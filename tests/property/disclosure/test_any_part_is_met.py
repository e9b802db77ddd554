"""Whatever part of a name, its pinyin or a code of an enterprise is asked, it is met."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from benchmarks.search_city import entry_of, received
from services.disclosure.adapters.index.public_index import PublicIndex
from services.disclosure.domain.look_up import Search
from tests.support.public_messages import NOW, PublicLog, disclosed, index_of

MADE = 60  # so few that all who answer stand on one page
_FOLDER = TemporaryDirectory()
_MADE = [entry_of(number)[:2] for number in range(MADE)]
ANY_NAME = st.text(
    st.sampled_from("宁波甬江電器行重長发abzXYZ019（）()·-%_*\"' ^　号厂ÀßŉǅΩк가𠮷"), max_size=40
)


def _index() -> PublicIndex:
    index = PublicIndex(Path(_FOLDER.name), lambda: NOW)
    index.begin(b"made")
    index.keep(list(received(MADE)), {})
    return index


INDEX = _index()


@settings(max_examples=300)
@given(st.data())
def test_any_part_of_what_names_a_made_enterprise_is_met(data: st.DataObject) -> None:
    code, body = data.draw(st.sampled_from(_MADE))
    name = body.entry.identity.name or ""
    forms = [
        name,
        code,
        code.lower(),
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
        *body.entry.identity.former_names,
    ]
    form = data.draw(st.sampled_from(forms))
    begin = data.draw(st.integers(0, len(form) - 1))
    end = data.draw(st.integers(begin + 1, len(form)))
    asked = Search(text=form[begin:end], size=100)
    assert code in {match.code for match in INDEX.search(asked).matches}


@settings(max_examples=300)
@given(st.data())
def test_pinyin_is_met_from_any_syllable_on_to_any_letter(data: st.DataObject) -> None:
    code, body = data.draw(st.sampled_from(_MADE))
    syllables = lazy_pinyin(body.entry.identity.name or "")
    letters = "".join(syllables[data.draw(st.integers(0, len(syllables) - 1)) :])
    typed = letters[: data.draw(st.integers(1, len(letters)))]
    for text in (typed, typed.upper()):
        asked = Search(text=text, size=100)
        assert code in {match.code for match in INDEX.search(asked).matches}


@settings(max_examples=150, deadline=None)
@given(name=ANY_NAME, data=st.data())
def test_any_part_of_any_name_is_met_unless_it_has_only_signs(
    name: str, data: st.DataObject
) -> None:
    code = "91990101MC00000100"
    with TemporaryDirectory() as folder:
        log = PublicLog()
        index = index_of(Path(folder), log, [log.entry(code, disclosed(name))])
        begin = data.draw(st.integers(0, len(name)))
        part = name[begin : data.draw(st.integers(begin, len(name)))]
        met = bool(index.search(Search(text=part)).matches)
        assert met == (not part.strip() or any(map(str.isalnum, part)))
        index.close()


@settings(max_examples=300)
@given(st.text(max_size=300), st.integers(1, 10**18), st.integers(-5, 10**6))
def test_any_text_and_page_are_answered(text: str, page: int, size: int) -> None:
    answer = INDEX.search(Search(text=text, page=page, size=size))
    assert answer.total <= MADE
    assert len(answer.matches) <= 100
