"""The logo: what it shows, and that it shows it well."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scaffold.project import logo


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Todo list", "TL"),
        ("my plugin", "MP"),
        ("Weather", "W"),
        ("OpenTable", "OT"),
        ("One Two Three", "OT"),
        ("Élan vital", "EV"),
        ("3D printer", "3P"),
        ("Quick & dirty", "QD"),
        ("待办事项", "TL"),
        ("Я люблю", "TL"),
        ("🎉", "TL"),
    ],
)
def test_it_shows_the_initials(name: str, letters: str) -> None:
    assert logo.initials(name, fallback="todo_list") == letters


@given(st.text(max_size=50), st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,49}", fullmatch=True))
def test_any_name_has_one_or_two_letters(name: str, fallback: str) -> None:
    letters = logo.initials(name, fallback)
    assert 1 <= len(letters) <= 2
    assert letters.isascii()
    assert letters.isalnum()


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=5)
def test_it_is_a_square_png_and_always_the_same(name: str) -> None:
    drawn = logo.draw(name, "plugin")
    assert drawn == logo.draw(name, "plugin")
    with Image.open(io.BytesIO(drawn)) as image:
        image.load()
        assert (image.format, image.size, image.mode) == ("PNG", (512, 512), "RGBA")
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("letters", ["MW", "WW", "QQ", "I", "W"])
def test_letters_sit_in_the_middle_with_a_margin(letters: str) -> None:
    name = " ".join(letters)
    with Image.open(io.BytesIO(logo.draw(name, "x"))) as image:
        white = image.convert("L").point(lambda level: 255 if level > 250 else 0)
        box = white.getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert left > 24
    assert top > 120
    assert abs(left - (512 - right)) <= 24
    assert abs(top - (512 - bottom)) <= 24


@pytest.mark.parametrize("colour", [colour for pair in logo.PALETTE for colour in pair])
def test_white_letters_are_readable_on_every_colour(colour: str) -> None:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
