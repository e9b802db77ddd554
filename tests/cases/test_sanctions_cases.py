"""Worked cases of linked measures: records and acts in, orders out."""

from functools import cache
from pathlib import Path

import msgspec
import pytest
import yaml

from services.command_line.measure_cases import MeasureCase, MeasureCases, differences

FILES = sorted(Path(__file__).parent.glob("sanctions/*.yaml"))


@cache
def _cases() -> tuple[MeasureCase, ...]:
    read = [yaml.safe_load(file.read_text("utf-8")) for file in FILES]
    return tuple(case for data in read for case in msgspec.convert(data, MeasureCases).cases)


@pytest.mark.parametrize("case", _cases(), ids=[case.case for case in _cases()])
def test_case(case: MeasureCase) -> None:
    assert list(differences(case)) == []
