"""The rules of what a package holds, and what travels with it to everybody who installs it."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import inside, whole
from scaffold.check.subject import Subject
from scaffold.plugin.package.model import Package

# Bytes and files: beyond that a host copies long at each start; real ones have some hundred KB.
_LARGE = 50_000_000
_MANY = 2_000


@rule(
    Severity.WARNING,
    why="Hosts refuse what a link out of the package leads to, and copies of it lose it.",
    fix="Put a copy of the file into the package.",
)
def link_outside(subject: Subject) -> Iterator[Located]:
    """Links in a package lead to files of the package."""
    for package in subject.plugin.packages:
        for path in package.contents.outside:
            yield from inside(package, path, "the link {} leads out of the package")


@rule(
    Severity.WARNING,
    why="Hosts copy the whole package, for everybody who installs it.",
    fix="Move the file out of the package; what was published is to be replaced.",
)
def private_file(subject: Subject) -> Iterator[Located]:
    """A package holds no `.env`, no private keys and no databases."""
    for package in subject.plugin.packages:
        for path in package.contents.private:
            yield from inside(package, path, "{} would travel with the package")


@rule(
    Severity.WARNING,
    why="Hosts copy all of it: tests, settings, and the `.env` and database of whoever works here.",
    fix="Give the package a folder of its own, such as `agent-plugin/`, and list that folder.",
)
def project_as_package(subject: Subject) -> Iterator[Located]:
    """A package is not the root of a project."""
    for package in subject.plugin.packages:
        if package.entry and _is_project(package):
            yield whole(package.entry, "the package is the root of a project")


def _is_project(package: Package) -> bool:
    # A repository with nothing but the package in it has no code of its own to hide.
    settings = (".env.example", "pyproject.toml", "package.json", "Cargo.toml", "go.mod")
    repository = (package.root / ".git").exists()
    return repository and any((package.root / name).is_file() for name in settings)


@rule(
    Severity.ADVICE,
    why="Hosts copy it for each user and each version.",
    fix="Leave out what only its makers need: builds, tests, recordings.",
)
def package_size(subject: Subject) -> Iterator[Located]:
    """A package has at most 50 MB in 2,000 files."""
    for package in subject.plugin.packages:
        count, size = package.contents.files, package.contents.size
        if package.entry and (size > _LARGE or count > _MANY):
            megabytes = f"{size / 1_000_000:,.0f} MB" if size > _LARGE else f"{size:,} bytes"
            yield whole(package.entry, f"the package has {megabytes} in {count:,} files")
