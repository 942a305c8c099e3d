"""Commands as they can be typed here: nobody has to activate an environment first."""

import sys
from importlib.util import find_spec
from pathlib import Path


def command(arguments: str) -> str:
    """`python -m plugin` with arguments, by the Python that runs."""
    return f"{python()} -m plugin {arguments}"


def install(extra: str) -> str:
    """What installs an extra of pyproject.toml; uv makes environments without pip."""
    if find_spec("pip"):
        return f'{python()} -m pip install -c constraints.txt -e ".[{extra}]"'
    return f"uv sync --extra {extra}"


def python() -> str:
    path = Path(sys.executable)
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    text = str(path).removesuffix(".exe")
    return f'"{text}"' if " " in text else text
