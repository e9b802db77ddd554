"""Ctrl-C is for the trial, not for who works for it, whenever it comes."""

import os
import signal

import pytest

from applications.policy_trial.workers import _without_interrupts, workers


def prepared(_nothing: None) -> None:
    """Nothing is to be known beforehand."""


def takes_interruptions(_item: int) -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_an_interruption_while_workers_start_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), _without_interrupts():
        os.kill(os.getpid(), signal.SIGINT)


def test_no_worker_takes_an_interruption_and_the_trial_does() -> None:
    with workers(2, prepared, None) as team:
        assert [*team.each(takes_interruptions, range(4))] == [False] * 4
        assert takes_interruptions(0)
