"""The logo: a name becomes a square of colour with its initials."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Pixels a side: the size that hosts suggest for `logo_url`.
SIZE = 512

# From top left to bottom right; white on each has a contrast of 4.5:1 or more (WCAG AA).
PALETTE = (
    ("#b3364a", "#7a1f3d"),
    ("#b5491b", "#84290f"),
    ("#94610a", "#6b3a06"),
    ("#5b7a12", "#38540f"),
    ("#1b7f4b", "#0d5340"),
    ("#0f7b7b", "#0b4f66"),
    ("#1873b0", "#144a8c"),
    ("#3d62d4", "#2f3aa0"),
    ("#6a53d6", "#47299e"),
    ("#8f45c4", "#5e2391"),
    ("#b23a94", "#7a1f74"),
    ("#56677c", "#333f52"),
)

# Pixels: the font's size for one and for two letters, and how wide both may become.
_LETTER_HEIGHT = {1: 300, 2: 240}
_WIDEST = 380


def initials(name: str, fallback: str) -> str:
    """One or two capital letters or digits: `To-do list` gives TL.

    The font has the letters of English; accents are dropped, and a name in another script gives
    way to `fallback`, which is in ASCII.
    """
    for text in (name, fallback):
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        words = re.findall(r"[A-Za-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain))
        if words and len(words) >= len(text.split()) / 2:
            return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
    return "P"


def colours(name: str) -> tuple[str, str]:
    """The pair of the palette that a name always gets."""
    return PALETTE[hashlib.sha256(name.encode()).digest()[0] % len(PALETTE)]


@cache
def draw(name: str, fallback: str) -> bytes:
    """A PNG of 512 x 512 pixels with transparent corners, always the same for the same name."""
    from PIL import Image, ImageDraw, ImageFont

    light, dark = colours(name)
    shade = Image.linear_gradient("L").rotate(45, Image.Resampling.BILINEAR, expand=True)
    inner = shade.width // 4
    shade = shade.crop((inner, inner, shade.width - inner, shade.height - inner))
    canvas = Image.composite(
        Image.new("RGB", (SIZE, SIZE), dark),
        Image.new("RGB", (SIZE, SIZE), light),
        shade.resize((SIZE, SIZE), Image.Resampling.BICUBIC),
    )

    letters = initials(name, fallback)
    font = ImageFont.load_default(_LETTER_HEIGHT[len(letters)])
    if (width := font.getlength(letters)) > _WIDEST:
        font = ImageFont.load_default(_LETTER_HEIGHT[len(letters)] * _WIDEST / width)
    # Vertically it is a capital that is centred, or the tail of a Q would lift its neighbour.
    left, _, right, _ = font.getbbox(letters)
    _, top, _, bottom = font.getbbox("H")
    ImageDraw.Draw(canvas).text(
        ((SIZE - left - right) / 2, (SIZE - top - bottom) / 2),
        letters,
        fill="white",
        font=font,
        stroke_width=7,
    )

    canvas.putalpha(_rounded())
    file = _PngFile()
    canvas.save(file)
    return file.getvalue()


def _rounded() -> Picture:
    """A mask that leaves out what is beyond the rounded corners."""
    from PIL import Image, ImageDraw

    # Drawn at twice the size: Pillow's shapes are not smoothed, but its scaling is. It takes
    # long, so only one corner is scaled.
    whole = Image.new("L", (SIZE * 2, SIZE * 2), 0)
    ImageDraw.Draw(whole).rounded_rectangle((0, 0, SIZE * 2 - 1, SIZE * 2 - 1), 224, fill=255)
    side = SIZE // 4
    corner = whole.crop((0, 0, side * 2, side * 2)).resize((side, side), Image.Resampling.LANCZOS)
    mask = Image.new("L", (SIZE, SIZE), 255)
    flip = Image.Transpose
    mask.paste(corner, (0, 0))
    mask.paste(corner.transpose(flip.FLIP_LEFT_RIGHT), (SIZE - side, 0))
    mask.paste(corner.transpose(flip.FLIP_TOP_BOTTOM), (0, SIZE - side))
    mask.paste(corner.transpose(flip.ROTATE_180), (SIZE - side, SIZE - side))
    return mask


class _PngFile(io.BytesIO):
    """Tells Pillow by its name which of all formats to import."""

    name = "logo.png"
