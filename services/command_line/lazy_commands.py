"""Commands whose modules are imported when they are run, not when they are listed."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from .command_entry import CommandEntry
from .output import AnsweringGroup, say


class ListedCommand(TyperCommand):
    """A command as a list shows it; `loaded` is the command itself."""

    def __init__(self, listed: CommandEntry) -> None:
        super().__init__(listed.name, help=listed.help, rich_markup_mode=None)
        self._listed = listed

    def loaded(self) -> Any:  # noqa: ANN401 - typer does not export the type of its commands
        """Return the command, from its module."""
        return _loaded(self._listed)


class ListedGroup(AnsweringGroup):
    """Commands by name, each of which is imported only when it is called or completed."""

    def __init__(self, listed: CommandEntry, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
        super().__init__(
            name=listed.name,
            help=listed.help,
            no_args_is_help=True,
            rich_markup_mode=None,  # its boxes cut and break what is to be typed
            commands={each.name: command_of(each) for each in listed.commands},
            **attributes,
        )
        self._listed = listed

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer does not export these types
        """Return name, command and further arguments; the command is imported here."""
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, ListedCommand):
            command = command.loaded()
        return name, command, rest


def command_of(listed: CommandEntry) -> ListedCommand | ListedGroup:
    """Return a command, or a group of them, as a list shows it."""
    return ListedGroup(listed) if listed.commands else ListedCommand(listed)


def root(name: str, text: str, commands: Iterable[CommandEntry]) -> type[TyperGroup]:
    """Return the class of the group of all commands, as a typer application takes it."""
    listed = CommandEntry(name, text, commands=tuple(commands))

    class Root(ListedGroup):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
            for own in ("name", "help", "no_args_is_help", "commands", "rich_markup_mode"):
                attributes.pop(own, None)
            super().__init__(listed, **attributes)

    return Root


def module_name(module: str) -> str:
    """Return the full name of a module of the table: one without a dot is of this folder."""
    return module if "." in module else f"{__package__}.{module}"


def _loaded(listed: CommandEntry) -> Any:  # noqa: ANN401 - typer does not export the type of its commands
    application = typer.Typer(rich_markup_mode=None)
    module = module_name(listed.module)
    if find_spec(module.partition(".")[0]) is None:
        say(
            f"本安装不含命令 {listed.name}，它只用于开发机 / {listed.name} is for a developer's"
            " machine, and not part of this installation",
            err=True,
        )
        raise typer.Exit(2)
    import_module(module).register(application)
    group: Any = typer.main.get_group(application)
    for name in (*listed.within, listed.name):
        group = group.commands[name]
    return group
