"""The page of a rule: what it asks, why, how to fix it, and examples; and its Markdown."""

from __future__ import annotations

from pathlib import PurePath

from scaffold.check.examples import Pieces, example
from scaffold.check.finding import Rule

# What highlights a piece; others are plain.
_LANGUAGES = {".json": "json", ".yaml": "yaml", ".md": "markdown", "http": "http"}

# What a piece is of, where its name is no file's.
_NAMES = {
    "files": "The files",
    "package": "The files of the package",
    "http": "A call and its response",
}


def examples(rule: Rule) -> dict[str, Pieces]:
    """The pieces of the page below each heading."""
    bad, good, _ = example(rule)
    return {"Bad": bad, "Good": good}


def label(piece: str) -> str:
    """What a reader calls a piece."""
    return _NAMES.get(
        piece, f"In `{piece}`" if "." in piece and " " not in piece else f"Asked: {piece}"
    )


def markdown(rule: Rule) -> str:
    """The page in Markdown."""
    paragraphs = [
        f"# {rule.id}",
        f"*{rule.severity}*: {rule.what}",
        f"**Why:** {rule.why}",
        f"**How to fix it:** {rule.fix}",
    ]
    for heading, pieces in examples(rule).items():
        paragraphs.append(f"## {heading}")
        for name, text in pieces.items():
            language = _LANGUAGES.get(PurePath(name).suffix or name, "text")
            fence = f"```{language}\n{text}```"
            paragraphs += [f"{label(name)}:", fence]
    return "\n\n".join(paragraphs) + "\n"
