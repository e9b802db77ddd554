"""The environment that `safety-credit up` writes for shells to source, with a marker.

A shell that sourced it has the addresses of that system's servers. A system that is started from
such a shell must not take them for servers of somebody else: the marker says that they are its own.
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
    """Return, in Chinese and English, which variables name the system, and how to start one."""
    folder = environment.get(MARKER)
    return _STOPPED.format(folder=folder, quoted=shlex.quote(folder)) if folder else _WHERE


def as_script(folder: Path, values: Mapping[str, str], inherited: Mapping[str, str]) -> str:
    """Return a script for shells: the values of a folder's system, and a marker of its own ones.

    Not its own are those `inherited` from the environment, such as the address of another Kafka.
    """
    own = {name: value for name, value in values.items() if inherited.get(name) != value}
    mark = {MARKER: str(folder), VALUES: msgspec.json.encode(own).decode()}
    every = {**values, **mark}
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in every.items())


def without_own(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return an environment without the variables that a system of ours wrote, and their names.

    A variable whose value was changed since stays.
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
