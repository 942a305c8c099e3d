"""The two icons, from logo.png: one in its colours, and one in white that shows its shape."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from plugin.errors import PluginError
from plugin.typed import install

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Pixels a side, as Microsoft wants them.
COLOR_SIZE = 192
OUTLINE_SIZE = 32


class Icons(NamedTuple):
    """Both as PNG, and the colour, such as #1873b0, that goes with them."""

    color: bytes
    outline: bytes
    accent: str


def draw(logo: Path) -> Icons:
    """PluginError where the logo cannot be read, or Pillow is missing, which only authors need."""
    try:
        from PIL import Image
    except ImportError as error:
        need = f"The icons need Pillow, which is not installed: `{install('dev')}` installs it."
        raise PluginError(need) from error
    try:
        with Image.open(logo, formats=["PNG"]) as picture:
            color = squared(picture.convert("RGBA"))
    # A broken picture raises whatever its decoder does.
    except Exception as error:
        raise PluginError(f"{logo.name} cannot be read as a PNG picture: {error}.") from error
    ground = main_colour(color)
    return Icons(png(color), png(outline(color, ground)), "#{:02x}{:02x}{:02x}".format(*ground))


def squared(picture: "Picture") -> "Picture":
    """The picture in the middle of a square, with nothing beside it."""
    from PIL import ImageOps

    return ImageOps.pad(picture, (COLOR_SIZE, COLOR_SIZE), color=(0, 0, 0, 0))


def main_colour(color: "Picture") -> tuple[int, int, int]:
    """What there is most of among what can be seen; neighbouring shades are one."""
    from PIL import ImageOps

    shades = ImageOps.posterize(color.convert("RGB"), 3)
    shades.putalpha(solid(color))
    counted: Any = shades.getcolors(COLOR_SIZE**2)
    visible = [(count, shade) for count, shade in counted if shade[3]]
    _, (red, green, blue, _) = max(visible, default=(0, (255, 255, 255, 255)))
    return red, green, blue


def outline(color: "Picture", ground: tuple[int, int, int]) -> "Picture":
    """White where the picture has not the colour of its ground, and transparent elsewhere.

    If most of it is transparent, that is the ground.
    """
    from PIL import Image, ImageChops, ImageOps

    shape = color.getchannel("A")
    if 2 * solid(color).histogram()[255] > COLOR_SIZE**2:
        flat = Image.new("RGB", color.size, ground)
        different = ImageChops.difference(color.convert("RGB"), flat).convert("L")
        # A gradient is still the ground: only what differs by half or more counts in full.
        steep = ImageOps.autocontrast(different).point(lambda value: (value - 85) * 3)
        shape = ImageChops.multiply(steep, shape)
    # Microsoft wants no room around it.
    shape = ImageOps.pad(shape.crop(shape.getbbox()), (OUTLINE_SIZE, OUTLINE_SIZE), color=0)
    white = Image.new("RGBA", shape.size, "white")
    white.putalpha(shape)
    return white


def solid(color: "Picture") -> "Picture":
    """A mask of what can be seen: 255 there, 0 elsewhere."""
    return color.getchannel("A").point(lambda value: 255 if value >= 128 else 0)


def png(picture: "Picture") -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
