"""Serves the host on this machine only, until it is interrupted."""

from __future__ import annotations

import errno
import logging
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence

import uvicorn

from scaffold import signals
from scaffold.errors import Failure
from scaffold.host.host import Host
from scaffold.host.keeping.credentials import store
from scaffold.host.keeping.place import folder, private
from scaffold.host.keeping.remember import Remembering
from scaffold.host.keeping.shelf import Shelf
from scaffold.host.models.endpoint import Endpoint
from scaffold.host.web.app import create_app
from scaffold.host.web.live import Live
from scaffold.host.web.starting import Starting

_LOOPBACK = "127.0.0.1"
# How many ports further another one is looked for.
_TRIED = 20


class Taken(Failure):
    """Somebody else listens on the port; `free` is another one, None where none is near."""

    def __init__(self, port: int) -> None:
        free = (other for other in range(port + 1, port + _TRIED) if _is_free(other))
        self.free = next(free, None)
        other = f"Port {self.free} is free: --port {self.free}"
        super().__init__(
            f"Port {port} is taken.", other if self.free else "Choose another with --port."
        )


def listen(port: int) -> socket.socket:
    """A socket on this machine only; Taken, or another Failure, where there can be none."""
    try:
        return socket.create_server((_LOOPBACK, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Taken(port) from error
        raise Failure(f"Port {port}: cannot listen: {error.strerror}.") from error


def serve(
    listener: socket.socket,
    targets: Sequence[str],
    *,
    endpoint: Endpoint | None,
    remember: bool,
    open_browser: bool,
    say: Callable[[str], None],
) -> None:
    """Serve until Ctrl-C; the address is said first. `remember` is for credentials.

    Raises Failure where the user's data folder cannot be used.
    """
    port = listener.getsockname()[1]
    key = secrets.token_urlsafe(24)
    address = f"http://{_LOOPBACK}:{port}"
    live, starting = Live(), Starting()
    host = Host(
        address,
        live.changed,
        endpoint=endpoint,
        shelf=_shelf(),
        remembering=Remembering(store()) if remember else None,
    )
    app = create_app(host, live, starting, key=key, port=port)

    def announce() -> None:
        say(f"{address}/?key={key}")
        say("Whoever has this address is you. Ctrl-C ends the host, and all that it started.")
        if remember:
            say(f"Credentials are remembered {host.where_credentials_are}.")
        starting.begin(host, targets, live.changed)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=[f"{address}/?key={key}"]).start()

    config = uvicorn.Config(
        app,
        # Its lines would hold the key.
        access_log=False,
        log_level=logging.WARNING,
        proxy_headers=False,
        server_header=False,
        # Seconds; a plugin may take 45 to answer.
        timeout_graceful_shutdown=1,
    )
    try:
        with signals.raising():
            _Server(config, live, announce).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        host.close()


def _shelf() -> Shelf:
    try:
        file = private(folder() / "conversations.db")
    except OSError as error:
        hint = "XDG_DATA_HOME names another folder for it."
        raise Failure(f"Conversations cannot be kept: {error.strerror}.", hint) from error
    return Shelf(file)


class _Server(uvicorn.Server):
    """Tells its address once it handles Ctrl-C; ends the streams of events before all else."""

    def __init__(self, config: uvicorn.Config, live: Live, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._live = live
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()
        await super().shutdown(sockets)


def _is_free(port: int) -> bool:
    try:
        socket.create_server((_LOOPBACK, port)).close()
    except OSError:
        return False
    return True
