"""An identity provider for a test, where a project leaves the sign-in to one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scaffold.errors import Failure
from scaffold.host.served import python

_SCRIPT = Path(__file__).with_name("issuer.py")


class Issuer(NamedTuple):
    """A running provider."""

    url: str
    audience: str
    client: dict[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """What makes a project trust it."""
        return {"OAUTH_ISSUER": self.url, "OAUTH_AUDIENCE": self.audience}

    @property
    def client_url(self) -> str:
        """Its sign-in page."""
        return f"{self.url}/authorize"

    @property
    def token_url(self) -> str:
        """Its token endpoint."""
        return f"{self.url}/token"


def is_needed(project: Path) -> bool:
    """Whether a project of ours checks the tokens of a provider."""
    return (project / "plugin/provider.py").is_file()


@contextmanager
def running(project: Path, user: str) -> Iterator[Issuer]:
    """A provider that knows the user. It runs in the project's Python, which has what it needs."""
    process = subprocess.Popen(
        [*python(project), str(_SCRIPT), user],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise Failure(f"{project}: the test's identity provider does not start.")
        described = json.loads(line)
        client = {"client_id": described["client_id"], "client_secret": described["client_secret"]}
        yield Issuer(described["issuer"], described["audience"], client)
    finally:
        # It ends with its standard input.
        process.communicate()
