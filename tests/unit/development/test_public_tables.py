"""The demo's table of what was public of an enterprise."""

from development.demo.public_tables import public_entries
from development.demo.scenario import load_scenario
from schemas.topics import DISCLOSURES
from tests.support.sample_city import sample_city

NO_LEVEL = ("基本分：无标准化等级", "Base: no standardization level")


def test_each_day_has_the_last_entry_of_it_in_both_languages() -> None:
    code = load_scenario().enterprise
    rows = public_entries(sample_city().facts(DISCLOSURES), code).rows
    days = [day for (day,), *_ in rows]
    assert days == sorted(set(days))
    by_day = {day: (grade, records, reasons) for (day,), (grade,), (records,), reasons in rows}
    assert by_day["2026-10-31"][:2] == ("A", "承诺 promises 1")
    grade, records, (chinese, english) = by_day["2026-11-10"]
    assert grade == "D"
    assert records == "事故 accidents 1, 挂牌隐患 listed dangers 1, 承诺 promises 1"
    assert chinese.startswith(f"{NO_LEVEL[0]}；一般事故（有死亡）")
    assert english.startswith(f"{NO_LEVEL[1]}; Ordinary accident with death")
    # The overdue danger still counts, and is public no longer once it is off the list.
    assert by_day["2027-02-15"][2][0].endswith("另有依法不公示的理由")
    assert by_day["2028-01-15"][0] == "A"
