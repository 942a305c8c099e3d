"""The template, read and rendered as Copier does it.

Copier takes twice as long to be imported as a project to be made, and clones before it renders. A
project is rendered here instead, from the files beside the questions, and the tests hold the result
to Copier's own, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold import resources
from scaffold.resources import config
from scaffold.template.nice_yaml import to_nice_yaml

if TYPE_CHECKING:
    from jinja2 import Environment


ROOT = Path(resources.ROOT)
ANSWERS_FILE = ".copier-answers.yml"
_SUFFIX = ".jinja"
# A template that is a text, no file, is named by this and the text itself: so a wheel can hold it
# compiled, too, and Jinja find it there.
_INLINE = "="


class File(NamedTuple):
    """A file of a rendered project; a private one is for its owner alone.

    The content of a `link` is where it leads.
    """

    content: bytes
    executable: bool = False
    private: bool = False
    link: bool = False


@cache
def environment(root: Path = ROOT) -> Environment:
    """Jinja as Copier sets it up, with the filters of Copier that the template uses."""
    from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, ModuleLoader
    from jinja2.sandbox import SandboxedEnvironment

    env = SandboxedEnvironment(
        loader=ChoiceLoader(
            [
                ModuleLoader(compiled(root)),
                FunctionLoader(lambda name: name[1:] if name.startswith(_INLINE) else None),
                FileSystemLoader(root),
            ]
        ),
        keep_trailing_newline=True,
        autoescape=False,
        **config(root).get("_envops", {}),
    )
    env.filters["from_json"] = json.loads
    env.filters["to_json"] = json.dumps
    env.filters["to_nice_yaml"] = to_nice_yaml
    env.filters["regex_search"] = lambda value, pattern: (
        match.group() if (match := re.search(pattern, value)) else None
    )
    return env


def compiled(root: Path = ROOT) -> Path:
    """Where a wheel has the templates as Python, for the Jinja that compiled them and no other."""
    import jinja2

    return root / f"jinja-{jinja2.__version__}"


def fill(text: str, context: Mapping[str, object], root: Path = ROOT) -> str:
    """A text that is a template itself, such as the default of a question."""
    if "{" not in text:
        return text
    return environment(root).get_template(_INLINE + text).render(context)


def sources(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Every template, by its name for Jinja: the texts that `fill` fills, and the files."""
    project = root / config(root)["_subdirectory"]
    texts = {part for file in _files(project, ()) for part in _parts(file.relative_to(project))}
    for name, question in config(root).items():
        if not name.startswith("_"):
            texts |= {str(question.get("default", "")), str(question.get("when", ""))}
    yield from ((_INLINE + text, text) for text in sorted(texts) if "{" in text)
    # Beside the project lies what its files include.
    included = [file for kind in ("*.json", "*.txt") for file in root.glob(kind)]
    for file in sorted([*root.rglob(f"*{_SUFFIX}"), *included]):
        yield file.relative_to(root).as_posix(), file.read_text("utf-8")


def project(
    answers: Mapping[str, str | int], *, version: str, source: str, root: Path = ROOT
) -> dict[str, File]:
    """The whole project as a value: path, with slashes, to file.

    `version` and `source` are the release and the place that `copier update` will compare with.
    """
    origin = {"_commit": version, "_src_path": source}
    context = {**answers, **derived(answers, root), "_copier_answers": {**origin, **answers}}
    project = root / config(root)["_subdirectory"]
    return {
        path: File(_content(file, root, context), executable=bool(file.stat().st_mode & 0o100))
        for file in _files(project, config(root)["_exclude"])
        if (path := _destination(file.relative_to(project), root, context))
    }


def derived(answers: Mapping[str, str | int], root: Path = ROOT) -> dict[str, str]:
    """What `copier.yml` makes of the answers, and of what it made before, and never asks.

    Its `when` is `false`; the template's files ask for it.
    """
    values: dict[str, str] = {}
    for name, details in config(root).items():
        if not name.startswith("_") and details.get("when") is False:
            values[name] = fill(details["default"], {**answers, **values}, root)
    return values


def _files(folder: Path, excluded: Sequence[str]) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if any(fnmatch(entry.name, pattern) for pattern in excluded):
            continue
        if entry.is_dir():
            yield from _files(entry, excluded)
        else:
            yield entry


def _destination(source: Path, root: Path, context: Mapping[str, object]) -> str | None:
    """Where a template file goes; None where these answers leave it out."""
    parts = []
    for part in _parts(source):
        if not (rendered := fill(part, context, root)):
            return None
        parts.append(rendered)
    return "/".join(parts)


def _parts(source: Path) -> tuple[str, ...]:
    return source.with_name(source.name.removesuffix(_SUFFIX)).parts


def _content(file: Path, root: Path, context: Mapping[str, object]) -> bytes:
    if file.suffix != _SUFFIX:
        return file.read_bytes()
    name = file.relative_to(root).as_posix()
    return environment(root).get_template(name).render(context).encode()
