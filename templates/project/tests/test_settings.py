"""The settings: defaults that work, and one sentence where a value does not."""

from pathlib import Path

import pytest

from plugin import database
from plugin.errors import PluginError
from plugin.settings import ROOT, Settings, load_settings


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.plugin_public_url == f"http://localhost:{settings.port}"
    assert settings.database_url == f"sqlite:///{ROOT / 'plugin.db'}"


def test_the_environment_wins_over_the_file_and_empty_means_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "\ufeffPORT=4000\nHOST=\nPLUGIN_PUBLIC_URL=https://a.example/\nOTHER=1\n", "utf-8"
    )
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    monkeypatch.setenv("PORT", "5000")
    settings = load_settings()
    assert settings.port == 5000
    assert settings.host == "127.0.0.1"
    assert settings.plugin_public_url == "https://a.example"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", "PORT: Input should be a valid integer"),
        ("PORT", "65536", "PORT: Input should be less than or equal to 65535."),
        ("PLUGIN_PUBLIC_URL", "foo", "PLUGIN_PUBLIC_URL: must look like https://"),
        ("PLUGIN_PUBLIC_URL", "https://a.example/path", "PLUGIN_PUBLIC_URL: must look like"),
        ("PLUGIN_PUBLIC_URL", "https://me@a.example", "PLUGIN_PUBLIC_URL: must look like"),
        ("DATABASE_URL", "plugin.db", "DATABASE_URL: must begin with sqlite:/// or postgresql://."),
        ("DATABASE_URL", "postgres://me@host:abc/db", "DATABASE_URL: must look like postgresql://"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(PluginError) as raised:
        load_settings()
    assert str(raised.value).startswith(sentence)
    assert ";" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://user@host/name")
    assert settings.database_url == "postgresql+psycopg://user@host/name"


def test_a_database_that_cannot_be_used_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        PluginError, match=r"^DATABASE_URL cannot be used: unable to open [^\n]+\.$"
    ):
        database.connect(f"sqlite:///{tmp_path / 'missing' / 'plugin.db'}")
