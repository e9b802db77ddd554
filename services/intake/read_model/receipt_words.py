"""What a receipt says to its sender, in both languages."""

from schemas.vocabulary.assumption import Assumption, in_words
from services.intake.domain.layouts.layout import ReceiptText, Rulebook
from services.intake.read_model.outcomes import Receipt


def receipt_words(rulebook: Rulebook, receipt: Receipt) -> ReceiptText | None:
    """Return what a receipt says where nothing was refused: by its reason, else by its outcome.

    It names the other record that it speaks of, and each value that was assumed.
    """
    template = rulebook.receipts.get(receipt.reason or "") or rulebook.receipts.get(receipt.outcome)
    if template is None:
        return None
    sentences = (
        _about_another(rulebook, receipt, template),
        *(_about_assumption(rulebook, each) for each in receipt.assumed),
    )
    return ReceiptText(
        chinese="".join(each.chinese for each in sentences),
        english=" ".join(each.english for each in sentences),
    )


def _about_another(rulebook: Rulebook, receipt: Receipt, template: ReceiptText) -> ReceiptText:
    number, department = receipt.double_number, receipt.double_department
    if number is None:
        return template
    member = rulebook.departments.get(department or "")
    return ReceiptText(
        chinese=template.chinese.format(
            number=number, department=member.chinese if member else department
        ),
        english=template.english.format(
            number=number, department=member.english if member else department
        ),
    )


def _about_assumption(rulebook: Rulebook, assumption: Assumption) -> ReceiptText:
    name, value = in_words(assumption)
    template = rulebook.receipts["assumed"]
    return ReceiptText(
        chinese=template.chinese.format(field=name[0], value=value[0]),
        english=template.english.format(field=name[1], value=value[1]),
    )
