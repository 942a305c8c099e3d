"""The template, read and rendered as Copier does it.

Copier needs a second or more to be imported, and clones before it renders. A project is rendered
here instead, from the files beside the questions, and the tests hold the result to Copier's own,
byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment


def _find_root() -> Path:
    """The template's folder: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


ROOT = _find_root()
ANSWERS_FILE = ".copier-answers.yml"
_SUFFIX = ".jinja"


class File(NamedTuple):
    """A file of a rendered project; a private one is for its owner alone."""

    content: bytes
    executable: bool = False
    private: bool = False


@cache
def config() -> Mapping[str, Any]:
    """`copier.yml`: settings are the names that start with an underscore, questions the rest."""
    compiled = ROOT / "copier.json"
    if compiled.exists():
        parsed: dict[str, Any] = json.loads(compiled.read_bytes())
        return parsed
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load((ROOT / "copier.yml").read_bytes(), loader)  # noqa: S506
    return loaded


@cache
def environment() -> Environment:
    """Jinja as Copier sets it up, with the filters of Copier that the template uses."""
    from jinja2 import FileSystemLoader
    from jinja2.sandbox import SandboxedEnvironment

    def to_nice_yaml(value: object, **options: Any) -> str:
        import yaml

        dumped: str = yaml.dump(
            value, **{"indent": 4, "allow_unicode": True, "default_flow_style": False, **options}
        )
        return dumped

    env = SandboxedEnvironment(
        loader=FileSystemLoader(ROOT),
        keep_trailing_newline=True,
        autoescape=False,
        **config().get("_envops", {}),
    )
    env.filters["from_json"] = json.loads
    env.filters["to_json"] = json.dumps
    env.filters["to_nice_yaml"] = to_nice_yaml
    env.filters["regex_search"] = lambda value, pattern: (
        found.group() if (found := re.search(pattern, value)) else None
    )
    return env


def render(answers: Mapping[str, str | int], *, version: str, source: str) -> dict[str, File]:
    """The whole project as a value: path, with slashes, to file.

    `version` and `source` are the release and the place that `copier update` will compare with.
    """
    origin = {"_commit": version, "_src_path": source}
    context = {**answers, **derived(answers), "_copier_answers": {**origin, **answers}}
    project = ROOT / config()["_subdirectory"]
    return {
        path: File(_content(file, context), executable=bool(file.stat().st_mode & 0o100))
        for file in _files(project)
        if (path := _destination(file.relative_to(project), context))
    }


def derived(answers: Mapping[str, str | int]) -> dict[str, str]:
    """What `copier.yml` makes of the answers, and of what it made before, and never asks.

    Its `when` is `false`; the template's files ask for it.
    """
    found: dict[str, str] = {}
    for name, details in config().items():
        if not name.startswith("_") and details.get("when") is False:
            known = {**answers, **found}
            found[name] = environment().from_string(details["default"]).render(known)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if any(fnmatch(entry.name, pattern) for pattern in config()["_exclude"]):
            continue
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry


def _destination(source: Path, context: Mapping[str, object]) -> str | None:
    """Where a template file goes; None where these answers leave it out."""
    parts = []
    for part in source.with_name(source.name.removesuffix(_SUFFIX)).parts:
        rendered = environment().from_string(part).render(context) if "{" in part else part
        if not rendered:
            return None
        parts.append(rendered)
    return "/".join(parts)


def _content(file: Path, context: Mapping[str, object]) -> bytes:
    if file.suffix != _SUFFIX:
        return file.read_bytes()
    name = file.relative_to(ROOT).as_posix()
    return environment().get_template(name).render(context).encode()
