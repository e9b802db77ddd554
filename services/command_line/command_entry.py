"""What is known of a command without importing its module."""

from collections.abc import Mapping

import msgspec


class CommandEntry(msgspec.Struct, frozen=True):
    """A command, or a group of commands: what is known without importing it.

    `within` are the names of the groups that it is in.
    """

    name: str
    help: str
    module: str = ""
    within: tuple[str, ...] = ()
    commands: tuple["CommandEntry", ...] = ()


def group(name: str, line: str, module: str, commands: Mapping[str, str]) -> CommandEntry:
    """Return a group of the commands of a module, by their names, with their lines."""
    inner = tuple(CommandEntry(each, text, module, (name,)) for each, text in commands.items())
    return CommandEntry(name, line, module, commands=inner)
