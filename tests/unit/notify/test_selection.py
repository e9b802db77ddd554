"""A subscriber gets what it asked for, and nothing else."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import AlertRaised, Body, Fact, GradeChanged, MeasureChanged, Selection
from schemas.topics import ALERTS, GRADE_CHANGES, MEASURE_CHANGES
from schemas.vocabulary.measure_kind import MeasureKind
from services.notify.adapters.webhooks.subscribed_topics import fits, topics_of
from services.notify.domain.selection import idle, unanswerable
from tests.support.enterprise import CODE
from tests.support.subscribed_facts import alert, deadline, grade_change, measure_change

OTHER = "91990103MBT4Y0NW08"
KINDS = ("grade-changed", "measure-changed", "alert-raised")
EVERY = {"grade-changed": grade_change, "measure-changed": measure_change, "alert-raised": alert}


def wants(*kinds: str, **lists: tuple[str, ...]) -> Selection:
    return Selection(kinds=kinds or KINDS, **lists)


@pytest.mark.parametrize(("asked", "kind"), list(product(KINDS, KINDS)))
def test_only_the_kinds_that_are_asked_for_fit(asked, kind):
    assert fits(wants(asked), EVERY[kind]()) is (asked == kind)


def test_a_term_that_ends_is_nobody_s_change_although_it_travels_on_the_same_topic():
    assert not fits(wants(), deadline())
    assert not fits(wants("measure-changed"), deadline())


@pytest.mark.parametrize("kind", KINDS)
def test_codes_are_the_enterprise_whom_it_is_about(kind):
    assert fits(wants(codes=(OTHER, CODE)), EVERY[kind]())
    assert not fits(wants(codes=(OTHER,)), EVERY[kind]())
    assert not fits(wants(codes=()), EVERY[kind]())


def test_an_alert_about_no_enterprise_fits_no_codes_and_its_recipient_is_no_code():
    assert fits(wants(), alert(about=None))
    assert not fits(wants(codes=(CODE,)), alert(about=None))
    assert not fits(wants(codes=(CODE,)), alert(recipient=CODE, about=OTHER))


@pytest.mark.parametrize("change", [grade_change, measure_change])
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("sectors", "hazardous_chemicals", "mining"),
        ("districts", "Yuhua", "Qiaoxi"),
        ("grades", "D", "B"),
    ],
)
def test_sector_district_and_grade_are_those_it_has_now(change, name, good, bad):
    assert fits(wants(**{name: (bad, good)}), change())
    assert not fits(wants(**{name: (bad,)}), change())
    assert not fits(wants(**{name: (good,)}), alert())


@pytest.mark.parametrize("change", [grade_change, measure_change])
def test_who_has_no_district_fits_no_district_and_fits_where_none_is_asked(change):
    assert not fits(wants(districts=("Yuhua",)), change(district=None))
    assert fits(wants(), change(district=None))


def test_the_grade_before_is_not_asked():
    assert not fits(wants(grades=("B",)), grade_change("D"))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("measures", MeasureKind.LOAN_LIMIT, MeasureKind.TAX_REBATE_CANCELLED),
        ("agencies", "peoples-bank", "tax"),
    ],
)
def test_measures_and_agencies_restrict_measure_changes_alone(name, good, bad):
    assert fits(wants(**{name: (bad, good)}), measure_change())
    assert not fits(wants(**{name: (bad,)}), measure_change())
    assert fits(wants(**{name: (bad,)}), grade_change())
    assert fits(wants(**{name: (bad,)}), alert())


def test_recipients_restrict_alerts_alone():
    assert fits(wants(recipients=("fire", "tax")), alert())
    assert not fits(wants(recipients=("fire",)), alert())
    assert fits(wants(recipients=("fire",)), grade_change())
    assert fits(wants(recipients=("fire",)), measure_change())


def test_every_list_that_is_given_has_to_fit():
    lists = {
        "codes": (CODE,),
        "sectors": ("hazardous_chemicals",),
        "districts": ("Yuhua",),
        "grades": ("D",),
        "measures": (MeasureKind.LOAN_LIMIT,),
        "agencies": ("peoples-bank",),
    }
    assert fits(wants(**lists), measure_change())
    for name in lists:
        wrong = MeasureKind.TAX_REBATE_CANCELLED if name == "measures" else "other"
        assert not fits(wants(**{**lists, name: (wrong,)}), measure_change()), name


def test_topics_are_those_of_the_kinds_each_once():
    assert topics_of(wants("alert-raised", "grade-changed")) == (ALERTS, GRADE_CHANGES)
    assert topics_of(wants("measure-changed", "measure-changed")) == (MEASURE_CHANGES,)


def test_what_a_list_can_t_ask_of_a_kind_is_told():
    assert unanswerable(wants(sectors=("a",), grades=("D",))) == ("sectors", "grades")
    assert unanswerable(wants("alert-raised", districts=("a",))) == ("districts",)
    assert unanswerable(wants("grade-changed", sectors=("a",), districts=("b",))) == ()
    assert idle(wants("grade-changed", agencies=("tax",), recipients=("tax",))) == (
        "agencies",
        "recipients",
    )
    assert idle(wants("alert-raised", measures=(MeasureKind.LOAN_LIMIT,))) == ("measures",)
    assert idle(wants(agencies=("tax",), recipients=("tax",))) == ()


# The reference looks the same up in another way: by a table, on the message as it is written.
FIELDS = {
    GradeChanged: {"sectors": "sector", "districts": "district", "grades": "to_grade"},
    MeasureChanged: {
        "sectors": "sector",
        "districts": "district",
        "grades": "grade",
        "measures": "measure",
        "agencies": "agency",
    },
    AlertRaised: {"codes": "about", "recipients": "recipient"},
}
IRRELEVANT = {
    GradeChanged: {"measures", "agencies", "recipients"},
    MeasureChanged: {"recipients"},
    AlertRaised: {"measures", "agencies"},
}


def reference(selection: Selection, fact: Fact[Body]) -> bool:
    kind = type(fact.body)
    if kind not in FIELDS or kind.SUBJECT_ACTION not in selection.kinds:
        return False
    for name in selection.__struct_fields__:
        listed = getattr(selection, name)
        if name == "kinds" or listed is None or name in IRRELEVANT[kind]:
            continue
        if name == "codes" and kind is not AlertRaised:
            value = fact.subject
        elif name in FIELDS[kind]:
            value = getattr(fact.body, FIELDS[kind][name])
        else:
            return False
        if value not in listed:
            return False
    return True


def some(*values: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(values), max_size=2).map(tuple)


CODES, SECTORS, DISTRICTS = (CODE, OTHER), ("mining", "trade"), ("Yuhua", "Qiaoxi")
GRADES, AGENCIES = ("A", "D"), ("tax", "peoples-bank")
MEASURES = (MeasureKind.LOAN_LIMIT, MeasureKind.TAX_REBATE_CANCELLED)
selections = st.builds(
    Selection,
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    codes=some(*CODES),
    sectors=some(*SECTORS),
    districts=some(*DISTRICTS),
    grades=some(*GRADES),
    measures=some(*MEASURES),
    agencies=some(*AGENCIES),
    recipients=some(*AGENCIES, CODE),
)
place = {
    "code": st.sampled_from(CODES),
    "sector": st.sampled_from(SECTORS),
    "district": st.none() | st.sampled_from(DISTRICTS),
}
facts = st.one_of(
    st.builds(grade_change, to_grade=st.sampled_from(GRADES), **place),
    st.builds(
        measure_change,
        measure=st.sampled_from(MEASURES),
        agency=st.sampled_from(AGENCIES),
        grade=st.sampled_from(GRADES),
        **place,
    ),
    st.builds(
        alert,
        recipient=st.sampled_from((*AGENCIES, CODE)),
        about=st.none() | st.sampled_from(CODES),
    ),
    st.builds(deadline),
)


@given(selections, facts)
def test_it_is_as_the_reference_says(selection, fact):
    assert fits(selection, fact) is reference(selection, fact)


@given(selections, facts)
def test_one_more_list_never_lets_more_through(selection, fact):
    if fits(selection, fact):
        assert fits(Selection(kinds=selection.kinds), fact)
