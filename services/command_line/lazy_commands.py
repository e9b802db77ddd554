"""Commands whose modules are imported when they are run, not when they are listed."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from .answers import AnsweringGroup
from .command_table import Listed


class ListedCommand(TyperCommand):
    """A command as a list shows it; `loaded` is the command itself."""

    def __init__(self, listed: Listed) -> None:
        super().__init__(listed.name, help=listed.help, rich_markup_mode=None)
        self._listed = listed

    def loaded(self) -> Any:  # noqa: ANN401 - typer does not export the type of its commands
        """Return the command, from its module."""
        return _loaded(self._listed)


class ListedGroup(AnsweringGroup):
    """Commands by name, each of which is imported only when it is called or completed."""

    def __init__(self, listed: Listed, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
        super().__init__(
            name=listed.name,
            help=listed.help,
            no_args_is_help=True,
            rich_markup_mode=None,  # its boxes cut and break what is to be typed
            commands={each.name: shown(each) for each in listed.commands},
            **attributes,
        )
        self._listed = listed

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer does not export these types
        """Return name, command and further arguments; the command is imported here."""
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, ListedCommand):
            command = command.loaded()
        return name, command, rest


def shown(listed: Listed) -> ListedCommand | ListedGroup:
    """Return a command, or a group of them, as a list shows it."""
    return ListedGroup(listed) if listed.commands else ListedCommand(listed)


def root(name: str, text: str, commands: Iterable[Listed]) -> type[TyperGroup]:
    """Return the class of the group of all commands, as a typer application takes it."""
    listed = Listed(name, text, commands=tuple(commands))

    class Root(ListedGroup):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
            for own in ("name", "help", "no_args_is_help", "commands", "rich_markup_mode"):
                attributes.pop(own, None)
            super().__init__(listed, **attributes)

    return Root


def _loaded(listed: Listed) -> Any:  # noqa: ANN401 - typer does not export the type of its commands
    application = typer.Typer(rich_markup_mode=None)
    import_module(f"{__package__}.{listed.module}").register(application)
    group: Any = typer.main.get_group(application)
    for name in (*listed.within, listed.name):
        group = group.commands[name]
    return group
