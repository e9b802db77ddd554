"""No measure without its legal basis, and none that its basis does not allow."""

import pytest
import yaml

from services.chassis.rules.rulebook import RulebookError
from services.sanctions.domain.measures import REGISTRY
from services.sanctions.domain.rules.legal_basis_gate import LegalBasisError, check
from services.sanctions.stage import SHIPPED, build_stage, load
from tests.support.adoption import adopt

SOURCE = next(SHIPPED.glob("*.yaml")).read_text("utf-8")
NATIONAL = "mark: law, level: national_law, published: true}\n  sectors"
ALWAYS = {
    *("insurance_rate", "tax_rebate", "loan_limit", "project_approval"),
    *("interview", "maintenance_qualification"),
}
REBATE = "article: X市安全生产信用体系经验材料（税收返还）, mark: pub"


def test_the_shipped_edition_passes():
    for edition in load():
        check(edition)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (NATIONAL, NATIONAL.replace("national_law", "local_regulation"), "market_ban needs a"),
        (NATIONAL, NATIONAL.replace("true", "false"), "not published"),
        (
            REBATE,
            REBATE.replace("pub", "ours"),
            "tax_rebate_cancelled: a severe measure can't rest",
        ),
        (
            "agency: tax\n  takes_effect: after_defence",
            "agency: tax\n  takes_effect: with_grade",
            "after_defence only",
        ),
        ("agency: tax\n", "agency: taxx\n", "no such department: taxx"),
        ("transport: transport", "transport: roads", "no such department: roads"),
        ("  supervision: {", "  #supervision: {", "says nothing of supervision"),
    ],
)
def test_what_its_basis_does_not_allow_is_refused(tmp_path, before, after, fault):
    assert SOURCE.count(before) == 1
    file = tmp_path / "edition.yaml"
    file.write_text(SOURCE.replace(before, after), "utf-8")
    adopt(file)
    with pytest.raises(LegalBasisError, match=fault):
        build_stage(tmp_path)


def test_a_number_without_its_article_is_refused_with_its_line(tmp_path):
    broken = SOURCE.replace(", article: notice and defence before a severe measure", "")
    (tmp_path / "edition.yaml").write_text(broken, "utf-8")
    with pytest.raises(RulebookError, match=r"line 8, defence.article"):
        build_stage(tmp_path)


def test_a_measure_of_a_blank_article_is_refused_with_its_line(tmp_path):
    line = SOURCE[: SOURCE.index(REBATE)].count("\n") + 1
    broken = SOURCE.replace(REBATE, 'article: " ", mark: pub')
    (tmp_path / "edition.yaml").write_text(broken, "utf-8")
    with pytest.raises(RulebookError, match=rf"line {line}, tax_rebate.basis.article: Expected"):
        build_stage(tmp_path)


@pytest.mark.parametrize("measure", REGISTRY, ids=lambda measure: measure.name)
def test_only_some_measures_can_be_left_out_of_an_edition(tmp_path, measure):
    document = yaml.safe_load(SOURCE)
    del document[measure.name], document["approvals"]
    without = yaml.safe_dump(document, allow_unicode=True)
    file = tmp_path / "edition.yaml"
    file.write_text(without, "utf-8")
    adopt(file)
    if measure.name in ALWAYS:
        with pytest.raises(RulebookError, match=f"missing required field `{measure.name}`"):
            load(tmp_path)
    else:
        (edition,) = load(tmp_path)
        assert edition.rule(measure) is None
