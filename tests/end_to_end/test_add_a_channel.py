"""docs/how-to/add-a-channel.md, word by word, in a copy of the project."""

from pathlib import Path

from tests.support.documented_steps import Document
from tests.support.source_tree import ROOT

PAGE = Document(ROOT / "docs" / "how-to" / "add-a-channel.md")
# What notify does with it: loads its texts and the audience, keeps an address, posts a letter.
USED = """
from pathlib import Path
from services.notify.adapters.channels.channels_file import load_channels
from services.notify.domain.contacts import InvalidAddressError, valid
from services.notify.stage import load, load_letters

((edition,), _), letters = load(drafts=True), load_letters()
assert "welink" in edition.ways["urgent"].channels
assert letters.most["welink"].value == 500
(name, channel), = load_channels(Path("channels.yaml")).items()
key = "0123456789abcdef0123456789abcdef"
print(name, valid(name, key).address == key, channel._carrier.posting(key, "降级", None).query)
try:
    valid(name, key + "/..")
except InvalidAddressError as error:
    print(error)
"""


def test_letters_go_by_the_new_channel(tmp_path: Path) -> None:
    assert (list(PAGE.files), len(PAGE.changes)) == (["channels.yaml"], 7)
    PAGE.copy_project(tmp_path)
    PAGE.follow(tmp_path)
    (tmp_path / "used.py").write_text(USED, "utf-8")
    done = PAGE.run_python(tmp_path, "used.py")
    assert done.stdout.splitlines() == [
        "welink True {'token': '0123456789abcdef0123456789abcdef'}",
        "welink: expected the token of a group robot, without its URL",
    ], done.stderr
