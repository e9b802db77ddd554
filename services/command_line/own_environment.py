"""What `safety-credit up` writes for shells to source, and how it knows it again.

A shell that sourced it names the servers of that system. Who starts a system from there does not
mean them as servers of somebody else's, to be used instead: they are this system's own.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

import msgspec

MARKER = "SAFETY_CREDIT_UP"
VALUES = "SAFETY_CREDIT_UP_VALUES"
_WHERE = (
    "KAFKA_BOOTSTRAP_SERVERS 和 REDIS_URL 指明系统所在；`safety-credit up` 启动一个，"
    "地址写入 var/up/environment / KAFKA_BOOTSTRAP_SERVERS and REDIS_URL say where the system is; "
    "`safety-credit up` starts one and writes them to var/up/environment"
)
_STOPPED = (
    "本终端的地址来自 {folder}，该系统似已停止：再次运行 `safety-credit up --data {quoted}` / "
    "this shell's addresses are those of {folder}, which seems to have stopped: "
    "start it again with `safety-credit up --data {quoted}`"
)


def where_to_look(environment: Mapping[str, str] = os.environ) -> str:
    """Return, in Chinese and English, what names the system, and what starts one."""
    folder = environment.get(MARKER)
    return _STOPPED.format(folder=folder, quoted=shlex.quote(folder)) if folder else _WHERE


def as_script(folder: Path, values: Mapping[str, str], given: Mapping[str, str]) -> str:
    """Return what a shell sources: the values of a folder's system, with a mark of its own ones.

    Not its own are those that were `given` from outside, such as another's Kafka.
    """
    own = {name: value for name, value in values.items() if given.get(name) != value}
    mark = {MARKER: str(folder), VALUES: msgspec.json.encode(own).decode()}
    every = {**values, **mark}
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in every.items())


def without_own(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return an environment without what a system of ours wrote, and the names of what was.

    A variable that somebody changed since is theirs, and stays.
    """
    try:
        own = msgspec.json.decode(environment.get(VALUES, "{}"), type=dict[str, str])
    except msgspec.DecodeError:  # by another hand
        own = {}
    names = tuple(sorted(name for name, value in own.items() if environment.get(name) == value))
    left = {
        name: value for name, value in environment.items() if name not in {*names, MARKER, VALUES}
    }
    return left, names
