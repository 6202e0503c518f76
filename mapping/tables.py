"""Tables of cells as spreadsheets have them: CSV and XLSX to rows of text, and rows to either.

What opens a file that it did not write may run what looks like a formula. So a cell that starts like one gets an
apostrophe when it is written, and loses it when it is read (OWASP, "CSV Injection").
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 2_000_000, 1_000, 80
# What a packed file may unpack to: some hundred times its size is no spreadsheet.
MOST_UNPACKED = 30_000_000
XLSX, CSV = "xlsx", "csv"
MEDIA_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Row:
    """A row with its number in the spreadsheet, its cells by column, and what else the file calls a column."""

    number: int
    cells: dict[str, str]
    called: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class RowFault:
    """One thing wrong in a table: the row (0: the file as a whole), the column, what, and the remedy."""

    row: int
    column: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column) if part)
        return " ".join(part for part in (f"{place}:" if place else "", self.what, self.remedy) if part)


class TableError(Exception):
    """A table that may not be taken in; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[RowFault]):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


def read(data: bytes) -> list[Row]:
    """The rows of a CSV or XLSX file, told apart by their first bytes. Raises TableError."""
    refuse_large(data)
    grid = _of_xlsx(data) if data.startswith(b"PK") else _of_csv(text_of(data))
    return rows_of(grid)


def refuse_large(data: bytes) -> None:
    """Raises TableError for a file above the limit."""
    if len(data) > MOST_BYTES:
        raise TableError([RowFault(0, "", f"the file is larger than {MOST_BYTES // 1_000_000} MB.", "Cut it in two.")])


def text_of(data: bytes) -> str:
    """The text of a file as Excel and others write it: UTF-8 with or without a mark, or marked UTF-16."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"this is not UTF-8 text (byte {error.start})."
        raise TableError([RowFault(0, "", what, "Save it as “CSV UTF-8”, or as .xlsx.")]) from error


def rows_of(grid: Iterable[Sequence[str]], *, first: int = 1) -> list[Row]:
    """Rows with the names of their columns, which stand in the first one. Raises TableError with every fault."""
    lines = iter(grid)
    names = [name.strip() for name in next(lines, [])]
    while names and not names[-1]:
        names.pop()
    faults = list(_faults_of_head(names, first))
    if faults:
        raise TableError(faults)
    rows = []
    for number, cells in enumerate(lines, first + 1):
        if len(rows) >= MOST_ROWS:
            raise TableError([RowFault(number, "", f"there are more than {MOST_ROWS} rows.", "Cut the file in two.")])
        if any(cell.strip() for cell in cells):
            faults += _faults_of_row(number, names, cells)
            rows.append(Row(number, {name: _bare(cell) for name, cell in zip(names, cells, strict=False)}))
    if faults:
        raise TableError(faults)
    return rows


def _faults_of_head(names: list[str], row: int) -> Iterator[RowFault]:
    if not any(names):
        yield RowFault(row, "", "there are no names of columns here.", "Start from an export.")
    if len(names) > MOST_COLUMNS:
        yield RowFault(row, "", f"there are more than {MOST_COLUMNS} columns.", "Start from an export.")
    for number, name in enumerate(names):
        if not name:
            yield RowFault(row, f"column {number + 1}", "this column has no name.", "Name it, or take it out.")
        elif name in names[:number]:
            yield RowFault(row, name, "there are two columns of this name.", "Take one out.")


def _faults_of_row(number: int, names: list[str], cells: Sequence[str]) -> Iterator[RowFault]:
    if any(cell.strip() for cell in cells[len(names) :]):
        yield RowFault(number, "", "this row has more cells than there are columns.", "Put text with commas in quotes.")
    for name, cell in zip(names, cells, strict=False):
        if bad := _CONTROL.search(cell):
            yield RowFault(
                number, name, f"here is a character that nobody can read (U+{ord(bad[0]):04X}).", "Take it out."
            )


def _of_csv(text: str) -> Iterator[list[str]]:
    head = text.partition("\n")[0]
    # Excel writes semicolons where the comma is the decimal sign.
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        what = f"this is not a table ({error}), near line {reader.line_num}."
        raise TableError([RowFault(0, "", what, "Look for a quotation mark that is not closed.")]) from error


def _of_xlsx(data: bytes) -> Iterator[list[str]]:
    # Here, since it takes 0.2 s to import and few requests need it. It reads XML by defusedxml, which is installed.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise TableError([RowFault(0, "", "the file unpacks to too much.", "Cut it in two.")])
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS + 2, values_only=True):
            yield [_as_text(value) for value in cells]
    except TableError:
        raise
    except Exception as error:  # whatever: on broken files the library fails in many ways
        what = f"this can’t be read as a spreadsheet ({type(error).__name__})."
        raise TableError([RowFault(0, "", what, "Save it anew as .xlsx, or as “CSV UTF-8”.")]) from error


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.10g}"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


def write(form: str, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    """The bytes of a table, as CSV (UTF-8 with its mark, which Excel needs) or as XLSX."""
    grid = [list(columns), *([_guarded(row.get(name, "")) for name in columns] for row in rows)]
    return _xlsx(grid) if form == XLSX else _csv(grid)


def _csv(grid: list[list[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(grid)
    return written.getvalue().encode("utf-8-sig")


def _xlsx(grid: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Crosswalk")
    sheet.freeze_panes = "A2"
    for cells in grid:
        sheet.append([_CONTROL.sub("", cell) for cell in cells])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    """The text of a cell: without the apostrophe of `_guarded`, with one kind of line end."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
