"""PDF pages: lines and columns by position, stable over pages; images are told apart from text."""

from __future__ import annotations

import io
from pathlib import Path

import fpdf
import pytest
from PIL import Image

from clerestory.errors import BadFile
from tests.formats.reading import read_all

WIDTHS = (25, 70, 20, 60)


def table(path: Path, rows: list[list[str]], *, font: str = "Helvetica", title: str = "", shuffle: bool = False) -> None:
    pdf = fpdf.FPDF()
    pdf.set_auto_page_break(auto=False)
    pdf.set_font(font, size=8)
    for start in range(0, len(rows), 40):
        pdf.add_page()
        if title:
            pdf.cell(text=title)
            pdf.ln()
        top = pdf.get_y()
        cells = [(n, c) for n in range(len(rows[start : start + 40])) for c in range(len(WIDTHS))]
        if shuffle:
            cells.sort(key=lambda place: (place[1], -place[0]))  # column by column, from below
        for n, column in cells:
            pdf.set_xy(10 + sum(WIDTHS[:column]), top + 6 * n)
            pdf.cell(WIDTHS[column], 6, rows[start + n][column])
    pdf.output(str(path))


def made_up(count: int) -> list[list[str]]:
    return [
        [f"{n}", f"Agency number {n} of the county" if n % 3 else "Short", str(n * 37 % 101), "some words here" if n % 5 else ""]
        for n in range(count)
    ]


@pytest.mark.parametrize("font", ["Helvetica", "Courier", "Times"])
@pytest.mark.parametrize("shuffle", [False, True])
def test_every_cell_comes_back_in_its_column(tmp_path: Path, font: str, shuffle: bool) -> None:
    path = tmp_path / "t.pdf"
    rows = made_up(130)
    table(path, rows, font=font, shuffle=shuffle)
    pages = read_all(path)
    assert [page.place.part for page in pages] == ["page 1", "page 2", "page 3", "page 4"]
    assert {page.place.kind for page in pages} == {"lines"}
    got = [[cell or "" for cell in row] for page in pages for row in page.rows]
    assert got == rows
    assert pages[1].numbers == list(range(1, 41))


def test_a_title_stays_together(tmp_path: Path) -> None:
    path = tmp_path / "t.pdf"
    table(path, made_up(80), title="A long title that runs over every column of the table below it, and then some more words")
    first = read_all(path)[0]
    assert first.plain[0] == ["A long title that runs over every column of the table below it, and then some more words"]
    assert len(first.rows) == 41
    assert len(first.rows[0]) == 4


def image(path: Path, *, then_text: bool) -> None:
    pdf = fpdf.FPDF()
    pdf.add_page()
    picture = io.BytesIO()
    Image.new("RGB", (50, 50), "gray").save(picture, "PNG")
    pdf.image(picture, w=100)
    if then_text:
        pdf.add_page()
        pdf.set_font("Helvetica", size=9)
        pdf.cell(text="words")
    pdf.output(str(path))


def test_images_alone_are_bad(tmp_path: Path) -> None:
    path = tmp_path / "i.pdf"
    image(path, then_text=False)
    with pytest.raises(BadFile, match="without a text layer"):
        read_all(path)


def test_a_page_that_is_an_image_is_noted_and_keeps_its_ordinal(tmp_path: Path) -> None:
    path = tmp_path / "i.pdf"
    image(path, then_text=True)
    first, second = read_all(path)
    assert (first.place.index, first.rows) == (0, [])
    assert "no text layer" in first.notes[0]
    assert second.plain == [["words"]]


def test_a_page_with_other_columns_says_so(tmp_path: Path) -> None:
    path = tmp_path / "o.pdf"
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=8)
    for page in range(14):
        pdf.add_page()
        widths = (30, 60, 60) if page < 13 else (55, 55, 50)
        for n in range(30):
            for width in widths:
                pdf.cell(width, 6, f"{'wide value of text' if page == 13 else 'cell'} {n}")
            pdf.ln()
    pdf.output(str(path))
    last = read_all(path)[-1]
    assert "elsewhere" in last.notes[0]
    assert last.plain[0] == ["wide value of text 0"] * 3


def test_an_encrypted_document_says_so(tmp_path: Path) -> None:
    path = tmp_path / "e.pdf"
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_encryption(owner_password="owner", user_password="user")  # noqa: S106 - made up
    pdf.output(str(path))
    with pytest.raises(BadFile, match="encrypted"):
        read_all(path)
