"""The rules of the logo, from both sides."""

from __future__ import annotations

import struct
import zlib

import pytest

from check.conftest import Check, png


def bomb(side: int) -> bytes:
    """A PNG that claims to be huge, in some bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize(
    ("logo", "wanted"),
    [
        (png(), []),
        (png(kind="JPEG"), []),
        (png(kind="WEBP"), []),
        (png(kind="GIF"), ["logo-format 14:15 logo_url: the logo is of the format GIF"]),
        (b"<?xml version='1.0'?><svg/>", ["logo-format 14:15 logo_url: the logo is of the format SVG"]),
        (png(512, 256), ["logo-square 14:15 logo_url: the logo has 512 x 256 pixels, no square"]),
        (png(64, 64), ["logo-size 14:15 logo_url: the logo has 64 x 64 pixels"]),
        (bomb(60_000), ["logo-size 14:15 logo_url: the logo has 60000 x 60000 pixels"]),
        (bomb(512), ["logo-image 14:15 logo_url: the logo is no image, or a broken one"]),
        (png()[:500], ["logo-image 14:15 logo_url: the logo is no image, or a broken one"]),
        (b"<html></html>", ["logo-image 14:15 logo_url: the logo is no image, or a broken one"]),
        (b"x" * 6_000_000, ["logo-image 14:15 logo_url: the logo is larger than 5 MB"]),
    ],
)  # fmt: skip
def test_a_logo_is_told_of(check: Check, logo: bytes, wanted: list[str]) -> None:
    assert check(logo=logo) == wanted
