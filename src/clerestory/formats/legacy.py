"""XLS, XLSB and ODS workbooks, through calamine. These formats cannot be streamed; their sheets are small by design."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import python_calamine as calamine

from clerestory.errors import BadFile
from clerestory.formats import cells
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """One grid a worksheet, hidden ones too. Raises BadFile for an encrypted or damaged workbook."""
    head = content.head(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        _check_ole(content.whole("a workbook"))
    workbook = _open(content)
    for sheet in workbook.sheets_metadata:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            visible = sheet.visible == calamine.SheetVisibleEnum.Visible
            yield SheetGrid(workbook, Place(0, content.member, sheet.name, hidden=not visible), visible)


class SheetGrid:
    """One worksheet; rows and columns counted from A1 whatever the used range is."""

    format = "xls"

    def __init__(self, workbook: calamine.CalamineWorkbook, place: Place, visible: bool) -> None:
        self.place = place
        self.notes: list[Note] = []
        self._workbook, self._visible = workbook, visible

    def batches(self) -> Iterator[Batch]:
        """Yield the rows. Raises BadFile when the sheet is damaged."""
        self.notes[:] = [] if self._visible else [Note("the sheet is hidden")]
        try:
            sheet = self._workbook.get_sheet_by_name(self.place.part)
            rows = sheet.to_python(skip_empty_area=False)
        except (calamine.CalamineError, OSError) as error:
            raise _damaged(error) from None
        yield from cells.batches((number, [_text(value) for value in row]) for number, row in enumerate(rows, 1))


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else cells.number_to_text(value)
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return cells.moment_to_text(value)
    return str(value)


def _check_ole(data: bytes) -> None:
    """Tell an encrypted workbook and other Office files of the old container apart from a workbook."""
    if _ENCRYPTED in data:
        raise BadFile("an encrypted workbook", expected="a workbook without a password", do="save it without one and add that copy")
    if not any(name in data for name in _WORKBOOKS):
        raise BadFile("an old Office file that is not a workbook", expected="an XLS workbook", do="save its tables as a workbook or as CSV")


def _open(content: Content) -> calamine.CalamineWorkbook:
    try:
        with content.any_order() as handle:
            return calamine.load_workbook(handle)
    except calamine.PasswordError:
        raise BadFile(
            "an encrypted workbook", expected="a workbook without a password", do="save it without one and add that copy"
        ) from None
    except (calamine.CalamineError, OSError) as error:
        raise _damaged(error) from None


def _damaged(error: Exception) -> BadFile:
    return BadFile(
        f"a workbook that cannot be read ({type(error).__name__})",
        expected="a whole XLS, XLSB or ODS workbook",
        do="open it in a spreadsheet program, save it as XLSX, and add that copy",
    )
