"""`make fuzz`: give each target inputs for its share of the time; keep what breaks one.

Ends with 1 where something did not hold. The inputs follow from `--seed`.
"""

import argparse
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz.files import BATCHES_TARGET, FILES_TARGET
from tests.fuzz.target import Target
from tests.fuzz.texts import ROWS_TARGET, STATEMENTS_TARGET
from tests.support.source_tree import ROOT

TARGETS: tuple[Target, ...] = (FILES_TARGET, BATCHES_TARGET, ROWS_TARGET, STATEMENTS_TARGET)
KEPT = ROOT / "var" / "fuzz"
LONGEST_SECONDS = 30.0  # for one input
MOST_FAILURES = 20  # of a target, after which the next one is taken


def main() -> None:
    """Fuzz, and print per target how many inputs there were and what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", nargs="*", choices=[each.name for each in TARGETS])
    parser.add_argument("--keep", type=Path, default=KEPT, help="folder for what broke something")
    given = parser.parse_args()
    signal.signal(signal.SIGALRM, _too_long)
    chosen = [each for each in TARGETS if not given.target or each.name in given.target]
    failures = sum(
        _fuzz(each, given.minutes * 60 / len(chosen), given.seed, given.keep) for each in chosen
    )
    sys.exit(1 if failures else 0)


def _fuzz(target: Target, seconds: float, seed: int, folder: Path) -> int:
    dice = Random(f"{target.name} {seed}")
    became: Counter[str] = Counter()
    failures = 0
    slowest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until and failures < MOST_FAILURES:
        data = target.make(dice)
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
        try:
            became[target.hold(data)] += 1
        except Exception:
            failures += 1
            became["broke something"] += 1
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / f"{target.name}-{seed}-{became.total()}.bin"
            kept.write_bytes(data)
            print(f"{kept}:\n{traceback.format_exc(limit=-3)}", flush=True)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        slowest = max(slowest, time.monotonic() - began)
    sums = ", ".join(f"{count} {what}" for what, count in sorted(became.items()))
    print(f"{target.name}: {became.total()} inputs ({sums}); slowest {slowest:.1f} s", flush=True)
    return failures


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"an input took more than {LONGEST_SECONDS} seconds")


if __name__ == "__main__":
    main()
