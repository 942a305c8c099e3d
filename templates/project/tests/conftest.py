"""A plugin to test: its own settings and an empty database, whatever this machine's .env says."""

import os
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from plugin import database
from plugin.app import create_app
from plugin.settings import Settings

PUBLIC_URL = "https://plugin.example.com"


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def settings() -> Settings:
    url = os.environ.get("TEST_DATABASE_URL", "sqlite://")
    return Settings(plugin_public_url=PUBLIC_URL, database_url=url)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    engine = database.connect(settings.database_url)
    database.Base.metadata.drop_all(engine)
    engine.dispose()
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=PUBLIC_URL) as client:
        yield client
