"""A language is one that is installed: chosen in the footer, else asked for by the browser, else set."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from flask.testing import FlaskClient

from quizapp.basics import i18n
from quizapp.basics.config import BadSetting, Settings

START = {"en": "Skip to the content", "eo": "Al la enhavo"}


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second language is installed, with two texts."""
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    texts = {
        "Skip to the content": "Al la enhavo",
        "English": "Esperanto",
        "Write at most %(max)d letters.": "%(max)d!",
    }
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    entries = "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in texts.items())
    (folder / "quizapp.po").write_text(head + entries, "utf-8")
    CommandLineInterface().run(
        [
            "pybabel",
            "-q",
            "compile",
            "-i",
            str(folder / "quizapp.po"),
            "-o",
            str(folder / "quizapp.mo"),
            "-l",
            "eo",
        ]
    )
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    for cached in (i18n.installed, i18n.translations):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (i18n.installed, i18n.translations):
        cached.cache_clear()


def shown(client: FlaskClient, address: str = "/", **headers: str) -> str:
    """The language that a page says it is in; its first text is in that language."""
    answer = client.get(address, headers=headers)
    found = re.search(r'<html lang="([^"]*)"', answer.text)
    assert found is not None
    assert START[found[1]] in answer.text
    return found[1]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("wanted", ["../../../tmp", "xx", "", '"><script>', "en-XA", "fr\0"])
def test_only_an_installed_language_is_looked_up_or_written_into_a_page(
    client: FlaskClient, wanted: str
) -> None:
    answer = client.get("/", query_string={"lang": wanted})
    assert '<html lang="en"' in answer.text
    assert "language=" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.databases("sqlite")
def test_where_english_is_alone_no_language_is_offered(client: FlaskClient) -> None:
    assert "hreflang" not in client.get("/").text


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("esperanto")
def test_a_language_is_chosen_by_a_link_of_the_footer_and_kept(client: FlaskClient) -> None:
    page = client.get("/return?code=AB").text
    link = re.search(r'<a href="([^"]+)" lang="eo" hreflang="eo">Esperanto</a>', page)
    assert link is not None
    assert shown(client, link[1].replace("&amp;", "&")) == "eo"
    assert "code=AB" in link[1]
    assert shown(client) == "eo"  # the browser keeps it
    assert '"en" hreflang="en">English' in client.get("/").text
    assert shown(client, "/?lang=en") == "en"


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("esperanto")
def test_a_browser_is_answered_in_its_language_until_one_is_chosen(client: FlaskClient) -> None:
    assert shown(client, **{"Accept-Language": "de, eo;q=0.8, en;q=0.5"}) == "eo"
    assert shown(client, **{"Accept-Language": "de, en-GB;q=0.8, eo;q=0.5"}) == "en"
    client.set_cookie("__Host-language", "../../../tmp", secure=True)
    assert shown(client, **{"Accept-Language": "eo"}) == "eo"
    assert shown(client, "/?lang=en", **{"Accept-Language": "eo"}) == "en"
    assert shown(client, **{"Accept-Language": "eo"}) == "en"


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("esperanto")
def test_the_setting_decides_where_the_browser_asks_for_nothing_installed(
    make_app: Callable[..., object],
) -> None:
    client = make_app(language="eo").test_client()  # type: ignore[attr-defined]
    assert shown(client, **{"Accept-Language": "de"}) == "eo"
    assert shown(client) == "eo"


def test_a_language_that_is_not_installed_is_no_setting() -> None:
    with pytest.raises(BadSetting, match="Installed: en"):
        Settings(language="eo")


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("esperanto")
def test_wtforms_sentences_come_in_our_words_and_in_the_language(client: FlaskClient) -> None:
    sent = {"code": "x" * 70, "words": "a b c"}
    page = client.get("/return?lang=en")
    assert "Write at most 64 letters." in client.submit(page, sent, button="Continue").text  # type: ignore[attr-defined]
    page = client.get("/return?lang=eo")
    assert "64!" in client.submit(page, sent, button="Continue").text  # type: ignore[attr-defined]
