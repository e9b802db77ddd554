"""Inputs that nobody would send, made by the thousand: `python -m tests.fuzz --minutes N`.

A target says what it starts from and what must hold of any input (`TARGETS`); to add one, write its
module and name it in `tests/fuzz/__main__.py`.
"""
