"""Worked cases of disclosure: records in, what is public out."""

from functools import cache
from pathlib import Path

import msgspec
import pytest
import yaml

from services.command_line.disclosure_cases import DisclosureCase, DisclosureCases, differences

FILES = sorted(Path(__file__).parent.glob("disclosure/*.yaml"))


@cache
def _cases() -> tuple[DisclosureCase, ...]:
    read = [yaml.safe_load(file.read_text("utf-8")) for file in FILES]
    return tuple(case for data in read for case in msgspec.convert(data, DisclosureCases).cases)


@pytest.mark.parametrize("case", _cases(), ids=[case.case for case in _cases()])
def test_case(case: DisclosureCase) -> None:
    assert list(differences(case)) == []
