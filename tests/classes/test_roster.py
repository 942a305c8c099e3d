"""A class list, as spreadsheets and people write it, and the seats that it gives."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scaffold.classes import handout, register, roster, seats
from scaffold.classes.seats import Seat
from scaffold.errors import Failure, Misuse, RejectedAnswers

NAMES = st.lists(st.text(max_size=30), min_size=1, max_size=6)


def written(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "class.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def assigned(folder: Path, text: str, kept: list[Seat] | None = None) -> list[Seat]:
    projects = seats.assign(roster.read(written(folder, text)), {}, folder / "room", kept or [])
    return [project.seat for project in projects]


def test_it_is_read_as_spreadsheets_write_it(tmp_path: Path) -> None:
    text = '\r\n Name ;Example;Auth-Type;;\r\n;;\r\n"Zoë;\r\nMüller";blank;;;\r\n王;;oauth;;\r\n'
    for delimiter, encoding in ((";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8")):
        path = written(tmp_path, text.replace(";", delimiter), encoding)
        first, second = roster.read(path).rows
        assert first == (4, f"Zoë{delimiter} Müller".replace("\t", ""), {"example": "blank"})
        assert second == (5, "王", {"auth_type": "oauth"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, st.sampled_from(",;\t"))
def test_any_names_get_seats_of_their_own(tmp_path: Path, names: list[str], mark: str) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL)
    table.writerows([["name", "contact_email"], *([name, "a@b.example"] for name in names)])
    if any(not roster._legible(name.strip()) for name in names):
        with pytest.raises(RejectedAnswers, match=r"row \d+, name: is empty"):
            assigned(tmp_path, text.getvalue())
        return
    given_out = assigned(tmp_path, text.getvalue())
    assert len(given_out) == len(names)
    assert len({seat.folder for seat in given_out}) == len({seat.port for seat in given_out})
    assert len({seat.folder for seat in given_out}) == len(names)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", seat.folder) for seat in given_out)
    # The same list gives the same seats, and Markdown shows each name as it is.
    assert assigned(tmp_path, text.getvalue(), given_out) == given_out
    page = MarkdownIt("gfm-like").parse(handout.page(given_out, ["python3"]))
    cells = [token for token in page if token.type == "inline"][5:-1:4]
    shown = ["".join(part.content for part in cell.children or []) for cell in cells]
    assert shown == [seat.name for seat in given_out]
    assert {part.type for cell in cells for part in cell.children or []} <= {"text", "text_special"}


def test_directories_are_the_names_in_plain_letters(tmp_path: Path) -> None:
    names = ["Zoë Müller", "Ada", "ADA", "Щука", "王小明", "con", "../etc", "=1+1", "class", "42"]
    text = "name\n" + "\n".join(names)
    assert [seat.folder for seat in assigned(tmp_path, text)] == [
        "zoe-muller", "ada", "ada-2", "shchuka", "learner-05", "learner-06", "etc", "learner-08",
        "class", "learner-10",
    ]  # fmt: skip


def test_ports_keep_out_of_each_others_way(tmp_path: Path) -> None:
    # 3400 is the host's; browsers open none at 3659.
    many = assigned(tmp_path, "name,port\n" + "x,\n" * 400 + "y,3335\n")
    ports = [seat.port for seat in many]
    assert ports[:3] == [3333, 3334, 3336]
    assert ports[-1] == 3335
    assert len({*ports}) == 401
    assert not {3400, 3659} & {*ports}


def test_who_comes_later_takes_nobodys_seat(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    before = assigned(tmp_path, "name\n王\nAda\nAda\nBob\n")
    register.write(tmp_path / "room", before)
    kept = register.read(tmp_path / "room")
    after = assigned(tmp_path, "name\n李\nAda\nBob\n王\nAda\n", kept)
    assert {*before} <= {*after}
    (new,) = {*after} - {*before}
    assert new == ("李", "learner-01-2", 3337)
    assert register.read(tmp_path / "room") == before


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = "name,port,example\nx,80a,\n,3,\n\ny,70000,tod\nz,5,\nw,5,\nv,6,,7\n"
    with pytest.raises(RejectedAnswers) as raised:
        assigned(tmp_path, text)
    assert raised.value.problems == {
        'row 2, port "80a"': "must be a whole number",
        "row 3, name": "is empty",
        'row 5, example "tod"': "must be todo or facts or blank; did you mean todo?",
        'row 5, port "70000"': "70000, at most 65535",
        'row 7, port "5"': "is row 6's, too",
        'row 8, "v"': "has 4 cells, the header 3",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nom,port\nx,1\n", "has no column `name`; row 1 has `nom`, `port`."),
        ("", "has no column `name`; row 1 has nothing."),
        ("name\n\n", "has no rows."),
        ("name,exampl\nx,\n", "column `exampl`: no such question; did you mean example?"),
        ("name,upstream_url\nx,\n", "column `upstream_url`: no such question"),
        ("name,port,Port\nx,1,1\n", "column `port` is there twice"),
    ],
)
def test_what_is_no_class_list(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Misuse) as raised:
        roster.read(written(tmp_path, text))
    assert sentence in raised.value.sentence


def test_what_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="is not UTF-8 at byte 7"):
        roster.read(written(tmp_path, "name\nZoë\n", "latin-1"))
    with pytest.raises(Misuse, match="cannot be read: No such file or directory"):
        roster.read(str(tmp_path / "missing.csv"))


def test_what_else_is_there_is_nobodys_seat(tmp_path: Path) -> None:
    (tmp_path / "room/ada").mkdir(parents=True)
    with pytest.raises(Failure, match="something else is there already: `ada`"):
        assigned(tmp_path, "name\nAda\nBob\n")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"learners": [{"name": "x", "directory": "../x", "port": 1}]}']
)
def test_a_register_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "roster.json").write_text(text)
    with pytest.raises(Misuse, match="is no register of a class"):
        register.read(tmp_path)
