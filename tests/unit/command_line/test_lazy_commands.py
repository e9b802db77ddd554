"""A command is imported when it is run: `--help` costs little more than Python itself."""

import json
import os
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from services.command_line import command_table
from services.command_line.command_entry import CommandEntry
from services.command_line.command_table import COMMANDS
from services.command_line.lazy_commands import module_name

RUN = (
    "import sys; sys.argv[:] = ['safety-credit', *{words!r}]\n"
    "from services.command_line.app import main\n"
    "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
)
MODULES = "import json; print('\\n' + json.dumps(sorted(sys.modules)))"
# What takes long to import, and serves none who only asks what there is.
HEAVY = {
    *("matplotlib", "numpy", "PIL", "faust", "mode", "kafka", "aiokafka", "redis", "apprise"),
    *("fastapi", "starlette", "uvicorn", "aiohttp", "httpx", "structlog", "prometheus_client"),
    *("uvloop", "aiosmtplib", "pydantic_settings"),
}
# Times of Python itself: some ten and twenty in fact, and seventy before.
MOST_FOR_THE_LIST, MOST_FOR_A_COMMAND = 25, 60


def leaves(listed: tuple[CommandEntry, ...] = COMMANDS) -> list[CommandEntry]:
    return [leaf for each in listed for leaf in (leaves(each.commands) or [each])]


def words_of(listed: CommandEntry) -> list[str]:
    return [*listed.within, listed.name]


def loaded_after(*commands: list[str]) -> set[str]:
    code = "".join(RUN.format(words=words) for words in commands) + MODULES
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(out.stdout.splitlines()[-1]))


def cpu_seconds(code: str) -> float:
    """The least of some runs: what others do beside us makes it longer, never shorter."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def completions(line: str) -> list[str]:
    """What bash is offered after the words of a line."""
    environment = {
        **os.environ,
        "_SAFETY_CREDIT_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    code = RUN.format(words=[])
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return out.stdout.split()


def registered(module: str) -> dict[tuple[str, ...], str]:
    """The commands of a module with the first paragraph of their help, as typer has them."""
    application = typer.Typer()
    import_module(module_name(module)).register(application)

    def below(group: object, words: tuple[str, ...]) -> dict[tuple[str, ...], str]:
        found = {}
        for name, command in group.commands.items():  # type: ignore[attr-defined] # a group of typer's
            first = " ".join((command.help or "").split("\n\n")[0].split())
            found[*words, name] = first
            if hasattr(command, "commands"):
                found |= below(command, (*words, name))
        return found

    return below(typer.main.get_group(application), ())


@pytest.mark.parametrize("module", sorted({leaf.module for leaf in leaves()}))
def test_the_table_lists_what_a_module_registers(module: str) -> None:
    listed = {
        tuple(words_of(each)): each.help
        for group in COMMANDS
        for each in (group, *group.commands)
        if each.module == module
    }
    assert listed == registered(module)


def test_every_module_of_commands_is_in_the_table() -> None:
    folder = Path(command_table.__file__).parent
    there = {path.stem for path in folder.glob("*_command.py")}
    elsewhere = {"development.commands"}  # what a laptop needs, and production does not
    assert there | elsewhere == {leaf.module for leaf in leaves()}


def test_help_imports_no_command_and_nothing_heavy() -> None:
    groups = [[each.name] for each in COMMANDS if each.commands]
    loaded = loaded_after(["--help"], *([*words, "--help"] for words in groups))
    assert "services.command_line.command_table" in loaded
    assert [name for name in loaded if name.endswith("_command")] == []
    assert loaded & (HEAVY | {"yaml", "cryptography"}) == set()


def test_the_help_of_no_command_imports_anything_heavy() -> None:
    loaded = loaded_after(*([*words_of(leaf), "--help"] for leaf in leaves()))
    assert {module_name(leaf.module) for leaf in leaves()} <= loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize(
    ("words", "most"),
    [([], MOST_FOR_THE_LIST), (["audit"], MOST_FOR_THE_LIST), (["report"], MOST_FOR_A_COMMAND)],
)
def test_help_takes_little_more_than_python_itself(words: list[str], most: int) -> None:
    assert cpu_seconds(RUN.format(words=[*words, "--help"])) < most * cpu_seconds("pass")


def test_shells_complete_commands_groups_and_options() -> None:
    assert completions("safety-credit dead") == ["dead-letters"]
    assert completions("safety-credit audit ver") == ["verify"]
    assert completions("safety-credit report --dep") == ["--department"]


def test_a_mistyped_command_is_answered_with_the_nearest() -> None:
    code = RUN.format(words=["standin"])
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Did you mean 'standing'?" in " ".join(out.stderr.split())
