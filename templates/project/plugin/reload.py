"""`python -m plugin --reload`: the server starts again whenever one of its files is saved."""

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
MANIFEST = ROOT / ".well-known" / "ai-plugin.json"
SETTINGS = ROOT / ".env"

# As long as it may take to finish the requests that are under way.
SECONDS_TO_STOP = 5


def run() -> int:
    """Serves until it is interrupted; what is broken is told, and the next save starts it again.

    Nothing of the plugin is imported here: it may be broken as well.
    """
    from watchfiles import watch

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print("Watching plugin/, .well-known/ai-plugin.json and .env. Ctrl-C stops.", flush=True)
    server = start()
    try:
        while True:
            watched = folders()
            for changes in watch(*watched, watch_filter=matters, recursive=False):
                print(f"\n{summary(Path(name) for _, name in changes)}", flush=True)
                stop(server)
                server = start()
                if folders() != watched:
                    break
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def folders() -> list[Path]:
    """What is watched: folders, because many an editor saves a file by putting another there."""
    inner = (path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__")
    return [ROOT, MANIFEST.parent, PACKAGE, *inner]


def matters(_: object, name: str) -> bool:
    path = Path(name)
    if PACKAGE in path.parents:
        return not path.name.startswith((".", "__pycache__")) and not path.name.endswith("~")
    return path in (MANIFEST, SETTINGS)


def summary(paths: Iterable[Path]) -> str:
    # Without what an editor wrote beside a file and took away again.
    names = {path.relative_to(ROOT).as_posix() for path in paths if path.exists()}
    return f"Saved: {', '.join(sorted(names))}." if names else "A file is gone."


def start() -> subprocess.Popen[bytes]:
    # One process: many would take as many times as long.
    env = {**os.environ, "WEB_CONCURRENCY": "1"}
    return subprocess.Popen([sys.executable, "-m", __name__], cwd=ROOT, env=env)


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def serve() -> int:
    """What the plugin does without `--reload`, with one line for whatever breaks it."""
    try:
        from plugin import __main__ as command_line

        code = command_line.main()
    except KeyboardInterrupt:
        return 0
    except Exception as error:
        print(f"error: {place_and_reason(error)}", file=sys.stderr)
        code = 1
    if code:
        print("The next save starts it again.", file=sys.stderr)
    return code


def place_and_reason(error: Exception) -> str:
    """File, line and what: where the error is in the plugin's own files."""
    if isinstance(error, SyntaxError):
        file, line, reason = error.filename, error.lineno, error.msg
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if PACKAGE in Path(frame.filename).parents]
        file, line = own[-1].filename, own[-1].lineno
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
    path = Path(file or "")
    name = path.relative_to(ROOT).as_posix() if ROOT in path.parents else path.name
    return f"{name}, line {line}: {reason}"


if __name__ == "__main__":
    sys.exit(serve())
