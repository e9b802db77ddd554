"""Ctrl-C is for the trial, not for who works for it, whenever it comes."""

import os
import signal

import pytest

from services.command_line.policy_trial.workers import _without_interrupts


def test_an_interruption_while_workers_start_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), _without_interrupts():
        os.kill(os.getpid(), signal.SIGINT)
