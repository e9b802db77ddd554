"""What a contestant measures of itself, from its first record to its last acknowledged step."""

import json
import os
import resource
import sys
import time


class Stopwatch:
    """Counts handled records; prints the result when the last one is done."""

    def __init__(self) -> None:
        self.wanted = int(os.environ["RECORDS"])
        self.handled = 0
        self._began: tuple[float, float] | None = None

    def begin(self) -> None:
        """Start at the first record; later calls change nothing."""
        if self._began is None:
            self._began = (time.perf_counter(), time.process_time())

    def add(self, count: int = 1) -> bool:
        """Count records that are wholly done, and return whether all are."""
        self.handled += count
        return self.handled >= self.wanted

    def report(self) -> None:
        """Print the result as one line of JSON."""
        began, processed = self._began or (0.0, 0.0)
        result = {
            "records": self.handled,
            "seconds": time.perf_counter() - began,
            "cpu_seconds": time.process_time() - processed,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        # faust puts its log in the place of sys.stdout.
        print("RESULT " + json.dumps(result), file=sys.__stdout__, flush=True)
