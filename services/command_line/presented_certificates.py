"""The certificates that bidders present: each has to speak for its bidder, the lot and the day."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from services.chassis.signing.key_register import KeyRegister
from services.scoring.adapters.certificates.certificate import CertificateError, verified
from services.scoring.adapters.certificates.requirement import Demand, mismatches


class NotPresentedError(ValueError):
    """No certificate of a bidder that can be relied on. The text says why, in both languages."""


@dataclass(frozen=True)
class PresentedCertificates:
    """Files CODE.jws in a folder, verified by the register of keys at an instant."""

    folder: Path
    register: KeyRegister
    day: date
    lot: str
    now: datetime

    def grade_of(self, code: str) -> str:
        """Return the grade that a bidder's certificate states. Raises NotPresentedError."""
        try:
            token = (self.folder / f"{code}.jws").read_text("utf-8")
            certificate = verified(token, self.register, self.now)
        except FileNotFoundError as error:
            raise NotPresentedError("未出示 none presented") from error
        except (CertificateError, UnicodeDecodeError) as error:
            raise NotPresentedError(f"无效 NOT VALID: {error}") from error
        demand = Demand(day=self.day, code=code, lot=self.lot)
        if wrong := tuple(mismatches(certificate, demand)):
            raise NotPresentedError(f"不符 NOT WHAT IS DEMANDED: {'; '.join(map(str, wrong))}")
        return certificate.grade
