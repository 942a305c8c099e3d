"""A folder to carry into a room without a network: all that the tool and its projects install."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from scaffold import DISTRIBUTION
from scaffold.classes import kit_texts, own_wheel
from scaffold.errors import Failure
from scaffold.template import render


class System(NamedTuple):
    """A system to install on: the tags of its wheels, and what markers ask of it (PEP 508)."""

    tags: tuple[str, ...]
    markers: dict[str, str]


# glibc 2.28 is that of Debian 10 and all that is supported since.
_MANYLINUX = (
    *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
    "manylinux2014_x86_64",
)

_MACOS = tuple(
    f"macosx_{major}_{minor}_{machine}"
    for major, minor in [
        (14, 0),
        (13, 0),
        (12, 0),
        *((11, minor) for minor in range(7, -1, -1)),
        *((10, minor) for minor in range(16, 8, -1)),
    ]
    for machine in ("arm64", "universal2")
)

SYSTEMS = {
    "linux": System(
        _MANYLINUX,
        {
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "platform_machine": "x86_64",
        },
    ),
    "macos": System(
        _MACOS,
        {
            "sys_platform": "darwin",
            "platform_system": "Darwin",
            "os_name": "posix",
            "platform_machine": "arm64",
        },
    ),
    "windows": System(
        ("win_amd64",),
        {
            "sys_platform": "win32",
            "platform_system": "Windows",
            "os_name": "nt",
            "platform_machine": "AMD64",
        },
    ),
}


def make(
    directory: Path, systems: Sequence[str], python: str, report: Callable[[str], None]
) -> int:
    """Fill the directory; what an earlier run has downloaded stays. The bytes of its wheels.

    `python` is a version such as `3.12`. Raises Failure with what no index gives, by system.
    """
    wheels = directory / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for file in wheels.glob("*.whl"):
        # One whose download was stopped.
        if not zipfile.is_zipfile(file):
            file.unlink()
    own_wheel.write(wheels)
    missing = []
    for system in systems:
        wanted = [pin for pin in pins(system, python) if not _is_there(pin, wheels, system, python)]
        report(f"{len(wanted)} wheels for {system}")
        if wanted and _download(wanted, wheels, system, python):
            missing += [
                f"{pin} for {system}" for pin in wanted if _download([pin], wheels, system, python)
            ]
    if missing:
        raise Failure(
            f"No index gives {', '.join(missing[:20])}.",
            "What could be downloaded stays; the same command goes on from there.",
        )
    for name, text in kit_texts.files(systems, python).items():
        path = directory / name
        path.write_bytes(text.encode())
        path.chmod(0o755 if path.suffix == ".sh" else 0o644)
    files = sorted(wheels.glob("*.whl"))
    sums = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  wheels/{file.name}" for file in files
    ]
    (directory / "SHA256SUMS").write_text("\n".join([*sums, ""]))
    return sum(file.stat().st_size for file in files)


def pins(system: str, python: str) -> list[str]:
    """`name==version` of all that is installed on a system: by projects, and by the tool itself."""
    environment = {
        **{key: str(value) for key, value in default_environment().items()},
        **SYSTEMS[system].markers,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    of_projects = dict(_of_projects(environment))
    of_tool = dict(_of_tool(environment, of_projects))
    pairs = {*of_projects.items(), *of_tool.items()}
    return sorted(f"{name}=={version}" for name, version in pairs)


def _of_projects(environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What any project is installed with, and built by."""
    for line in (render.ROOT / "constraints.txt").read_text().splitlines():
        text, _, marker = line.partition(" ; ")
        if "==" in text and (not marker or Marker(marker).evaluate(environment)):
            name, _, version = text.partition("==")
            yield canonicalize_name(name), version


def _of_tool(environment: dict[str, str], of_projects: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What this tool needs there, in the versions that it runs with here."""
    seen: set[tuple[str, str]] = set()
    left = [Requirement(DISTRIBUTION)]
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            needed = _needed(name)
            left += [
                each
                for each in needed
                if not each.marker or each.marker.evaluate({**environment, "extra": extra})
            ]
        if name != canonicalize_name(DISTRIBUTION):
            yield name, _version(name, of_projects)


def _needed(name: str) -> list[Requirement]:
    try:
        return [Requirement(line) for line in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []


def _version(name: str, of_projects: dict[str, str]) -> str:
    """What is installed here; of what only other systems need, what projects have."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError as error:
        if name in of_projects:
            return of_projects[name]
        raise Failure(f"{name} is needed there, and no version of it is known here.") from error


def _is_there(pin: str, wheels: Path, system: str, python: str) -> bool:
    """Whether one of the wheels fits: pure, or with the system's tag."""
    name, _, version = pin.partition("==")
    interpreters = {"py3", f"cp{python.replace('.', '')}"}
    for file in wheels.glob("*.whl"):
        project, built, _, tags = parse_wheel_filename(file.name)
        if project == name and str(built) == version:
            for tag in tags:
                fits = tag.interpreter in interpreters or tag.abi == "abi3"
                if fits and tag.platform in ("any", *SYSTEMS[system].tags):
                    return True
    return False


def _download(pinned: Sequence[str], wheels: Path, system: str, python: str) -> bool:
    """Whether pip could not get all of them. Raises Failure where there is no pip."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pinned))
        file.flush()
        # Markers are evaluated already: pip would ask this system, not that one.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += [word for tag in SYSTEMS[system].tags for word in ("--platform", tag)]
        command += ["--python-version", python, "--implementation", "cp", "--no-input", "-q"]
        command += ["--disable-pip-version-check", "-d", str(wheels), "-r", file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No module named pip" in done.stderr:
        raise Failure(
            "This Python has no pip, which downloads the wheels.",
            "Install create-ai-plugin with pip into a virtual environment, and use that one.",
        )
    return done.returncode != 0
