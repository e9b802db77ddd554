"""Files of open data over HTTP: the days that stand there, each file whole, and nothing else."""

from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.disclosure.adapters.exports.export import export_day
from services.disclosure.adapters.http import open_data
from services.disclosure.pages.information_pages import data
from services.disclosure.pages.page_desk import Visit
from services.disclosure.pages.public_site import PublicSite
from tests.support.public_facts import PublishedFacts

DAY = date(2026, 12, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "days").mkdir()
    (tmp_path / "secret.csv").write_text("secret")
    export_day(tmp_path / "days", DAY, PublishedFacts((), ()), "", None)
    return tmp_path / "days"


def client_of(folder: Path | None) -> TestClient:
    app = FastAPI()
    app.include_router(open_data.router(folder))
    return TestClient(app)


def test_each_file_of_the_latest_day_is_named_and_answered_whole(folder: Path) -> None:
    client = client_of(folder)
    assert client.get("/open-data").json() == {"days": [str(DAY)]}
    files = open_data.latest_files(folder)
    assert len(files) == len(list((folder / str(DAY)).iterdir()))
    for each in files:
        answer = client.get(each.address)
        assert answer.status_code == 200
        assert answer.content == (folder / each.address.removeprefix("/open-data/")).read_bytes()
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/open-data/2026-12-01/..%2F..%2Fsecret.csv",
        "/open-data/2026-12-01/secret.csv",
        "/open-data/2026-12-02/penalties.csv",
        "/open-data/..%2F/secret.csv",
        "/open-data/2026-12-01/penalties.csv%00",
    ],
)
def test_what_is_no_file_of_a_day_is_not_answered(folder: Path, path: str) -> None:
    assert client_of(folder).get(path).status_code in {404, 422}


def test_without_a_folder_there_are_no_days() -> None:
    client = client_of(None)
    assert client.get("/open-data").json() == {"days": []}
    assert client.get("/open-data/2026-12-01/penalties.csv").status_code == 404
    assert open_data.latest_files(None) == ()


def test_every_file_has_words_on_the_page_of_open_data(folder: Path) -> None:
    words = Path("services/disclosure/pages/words/pages.yaml").read_text("utf-8")
    for each in open_data.latest_files(folder):
        assert f"\n    {each.subject}: {{chinese:" in words
    site = PublicSite(downloads=lambda: open_data.latest_files(folder))
    assert data(Visit(None, "zh", None, DAY, None, site)).values["downloads"]  # type: ignore[arg-type]  # of a visit the page reads no more
