"""The rules of the logo: an image that every host can show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.manifest.violations import violations
from scaffold.check.subject import Subject, once
from scaffold.documents.problem import Problem
from scaffold.plugin.model import MAX_LOGO

# Pixels a side that hosts suggest.
SIZE = 512

_FORMATS = ("PNG", "JPEG", "WEBP")

# Pixels. More are not decoded: a file of some kilobytes can hold gigabytes of one colour.
_MAX_DECODED = 2048 * 2048


class _Image(NamedTuple):
    format: str
    width: int
    height: int
    # Why it cannot be shown, if so.
    problem: str = ""


@once
def _image(subject: Subject) -> _Image | None:
    """What the logo is; None where there is none."""
    return None if subject.plugin.logo is None else _look(subject.plugin.logo)


def _look(raw: bytes) -> _Image:
    if len(raw) > MAX_LOGO:
        return _Image("", 0, 0, f"is larger than {MAX_LOGO // 1_000_000} MB")
    if b"<svg" in raw[:2000].lower():
        return _Image("SVG", SIZE, SIZE)
    from PIL import Image

    # The size in the file's head is looked at below, before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(raw)) as image:
            width, height = image.size
            if width * height <= _MAX_DECODED:
                image.load()
            return _Image(str(image.format), width, height)
    # Whatever a decoder raises at somebody's file: it is no image that a host could show.
    except Exception:
        return _Image("", 0, 0, "is no image, or a broken one")


def _problem(subject: Subject, message: str) -> Iterator[Located]:
    yield subject.plugin.manifest, Problem(f"logo_url: the logo {message}", ("logo_url",))


@rule(
    Severity.WARNING,
    why="Hosts show it beside the name; a server that should send it answers with an error.",
    fix="Put the file where `logo_url` leads to, or correct the URL.",
)
def logo_missing(subject: Subject) -> Iterator[Located]:
    """The logo lies in a project whose OpenAPI document lies there, too."""
    plugin = subject.plugin
    url, api = plugin.text("logo_url"), plugin.text("api", "url")
    is_served = bool(url) and urls.host(url) == urls.host(api)
    if plugin.searched and plugin.openapi and plugin.logo is None and is_served:
        yield from _problem(subject, f"is not here: `{url.rpartition('/')[2][:80]}`")


@rule(
    Severity.ERROR,
    why="Hosts show it in their store and beside every answer, and refuse what they cannot draw.",
    fix="Export it again as PNG, 512 x 512 pixels.",
)
def logo_image(subject: Subject) -> Iterator[Located]:
    """The logo is an image."""
    if (image := _image(subject)) and image.problem:
        yield from _problem(subject, image.problem)


@rule(
    Severity.WARNING,
    why="Not every host draws other formats; an animation distracts and is refused.",
    fix="Export it as PNG; transparency is fine.",
)
def logo_format(subject: Subject) -> Iterator[Located]:
    """The logo is a PNG, JPEG or WebP image, no GIF and no SVG."""
    image = _image(subject)
    if image and image.format and image.format not in _FORMATS:
        yield from _problem(subject, f"is of the format {image.format}")
    elif image is None:
        yield from violations(subject, "logo-format")


@rule(
    Severity.WARNING,
    why="Hosts draw it in a square and would squeeze or crop it.",
    fix="Give it a transparent border until it is as wide as high.",
)
def logo_square(subject: Subject) -> Iterator[Located]:
    """The logo is as wide as high."""
    if (image := _image(subject)) and image.width != image.height:
        yield from _problem(subject, f"has {image.width} x {image.height} pixels, no square")


@rule(
    Severity.ADVICE,
    why="Smaller ones look blurred, larger ones load slowly.",
    fix="Export it with 512 x 512 pixels.",
)
def logo_size(subject: Subject) -> Iterator[Located]:
    """The logo has 512 x 512 pixels."""
    image = _image(subject)
    if image and not image.problem and image.width == image.height != SIZE:
        yield from _problem(subject, f"has {image.width} x {image.height} pixels")
