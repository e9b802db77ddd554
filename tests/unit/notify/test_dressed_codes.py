"""Codes and words of a file of contacts, of a subscription and of a path, in any dress."""

from datetime import date

import pytest
from pydantic import TypeAdapter

from services.notify.adapters.contacts.contacts_file import read_contacts
from services.notify.adapters.subscriptions.answers import Agencies, Codes, Recipients
from services.notify.domain.contacts import recipient_code
from tests.support.dress import formula, full_width

CODE = "91990103NBMRN7808U"
DRESSES = [
    lambda text: f"'{text}",
    lambda text: f"\u200b{text}\ufeff",
    lambda text: f" {text}\u3000",
    formula,
    full_width,
    str.lower,
    lambda text: f"{text}_x000D_",
]


@pytest.mark.parametrize("dress", DRESSES)
def test_a_recipient_is_known(dress):
    assert recipient_code(dress(CODE)) == CODE
    assert recipient_code(dress("work-safety")) == "work-safety"


@pytest.mark.parametrize("dress", DRESSES)
def test_a_subscription_names_codes_and_departments(dress):
    assert TypeAdapter(Codes).validate_python([dress(CODE)]) == [CODE]
    assert TypeAdapter(Recipients).validate_python([dress("tax"), dress(CODE)]) == ["tax", CODE]
    assert TypeAdapter(Agencies).validate_python([dress("tax")]) == ["tax"]


@pytest.mark.parametrize("dress", DRESSES)
def test_a_file_of_contacts_says_the_same(dress, tmp_path):
    cells = [CODE, "chinese", "mail", "duty@enterprise.example", "2026-03-02"]
    columns = ["recipient", "language", "channel", "address", "agreed_on"]
    worn = [dress(cell) if cell != cells[3] else f"'{cell}\u200b" for cell in cells]
    rows = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
            for row in (map(dress, columns), worn)]  # fmt: skip
    file = tmp_path / "contacts.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    (stated,) = read_contacts(file, date(2026, 10, 31))
    assert (stated.recipient, stated.language) == (CODE, "chinese")
    assert stated.addresses[0].address == "duty@enterprise.example"
    assert stated.electronic_service_agreed_on == date(2026, 3, 2)
