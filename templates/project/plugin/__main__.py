"""The command line: `python -m plugin` serves, `python -m plugin openapi` writes openapi.yaml."""

import argparse
import errno
import logging
import socket
import sys
from urllib.parse import urlsplit

import uvicorn

from plugin import export
from plugin.app import create_app
from plugin.errors import PluginError
from plugin.settings import Settings, load_settings

NEXT_LOCAL = """\
Register {host} with the host; it works from this machine only.
For a public HTTPS address: docs/ngrok.md."""
NEXT_PUBLIC = "Register {host} with the host."


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m plugin", description="Serve the plugin.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("openapi", help="write openapi.yaml from the code, without serving")
    try:
        if parser.parse_args().command == "openapi":
            print(f"Wrote {export.write()}.")
        else:
            serve(load_settings())
    except PluginError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def serve(settings: Settings) -> None:
    """Serves until it is interrupted; PluginError where it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    # Bound before anything else, so that a port in use is one sentence and not a traceback.
    with bind(settings.host, settings.port) as listener:
        app = create_app(settings)
        url = settings.plugin_public_url
        local = urlsplit(url).hostname in ("localhost", "127.0.0.1")
        print(f"Listening on {settings.host}, port {settings.port}. Ctrl-C stops.")
        print(f"Home page:   {url}/")
        print(f"Manifest:    {url}/.well-known/ai-plugin.json")
        print((NEXT_LOCAL if local else NEXT_PUBLIC).format(host=urlsplit(url).netloc), flush=True)
        uvicorn.Server(uvicorn.Config(app)).run(sockets=[listener])


def bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = "stop what uses it, or choose another PORT in .env"
            raise PluginError(f"Port {port} is in use: {hint}.") from error
        reason = str(error.strerror).partition(" (")[0]
        raise PluginError(f"Cannot listen on {host}, port {port}: {reason}.") from error


if __name__ == "__main__":
    sys.exit(main())
