"""Images of strangers, made harmless: raster only, small, written anew."""

from __future__ import annotations

import io
import warnings

# What hosts show; SVG can hold scripts.
_KINDS = ("PNG", "JPEG", "WEBP", "GIF")
_MAX_PIXELS = 20_000_000
_SIDE = 512


def raster(raw: bytes) -> bytes:
    """The image as PNG of at most 512 pixels a side; empty where it is none that is shown."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=_KINDS)
        if image.width * image.height > _MAX_PIXELS:
            return b""
        image.thumbnail((_SIDE, _SIDE))
        written = io.BytesIO()
        image.convert("RGBA").save(written, "PNG")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError,
            Image.DecompressionBombWarning, MemoryError, OverflowError):  # fmt: skip
        return b""
    return written.getvalue()
