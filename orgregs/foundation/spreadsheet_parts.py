"""Reads one XML part of a workbook as it is unpacked, and notes what a later reader would lose or die of.

A part is a sheet by its first element, not by its name: whatever is called otherwise is passed over at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from orgregs.foundation.limited_process import Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 200_000
MOST_NOTES = 100_000

_LONGEST_TAG = 1 << 20
_MOST_REPEATED = 1 << 40
_ODS_CELLS = {"table-cell", "covered-table-cell"}
_REFERENCE = re.compile(r"([A-Za-z]{1,9})([0-9]{1,18})")


@dataclass
class Look:
    """What is known of a sheet beforehand; places are (line, column), from 1."""

    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def note(self, lines: range, columns: range, error: str) -> None:
        """Keep what stands in a cell (the cells it is repeated for): an error, or "" where a value is missing."""
        if len(lines) * len(columns) + len(self.uncomputed) + len(self.errors) > MOST_NOTES:
            raise Refused("unpacks-too-large")
        for place in ((line, column) for line in lines for column in columns):
            if error:
                self.errors[place] = error
            else:
                self.uncomputed.add(place)


class Part:
    """A part of XML, fed as it is unpacked; it ends at once when it is not of the kind that is looked for."""

    root = ""

    def __init__(self) -> None:
        self.is_sheet = False
        self._is_over = False
        self._fed = 0
        self._text: list[str] | None = None  # what the open element says, where it matters
        self._parser = parser()
        self._parser.StartElementHandler = self._begins
        self._parser.EndElementHandler = self._ends
        self._parser.CharacterDataHandler = self._says

    def feed(self, chunk: bytes) -> None:
        """Read on; raises `Refused` for what must not be opened."""
        if self._is_over:
            return
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            if self.is_sheet:
                raise Refused("damaged") from error
            self._is_over = True  # a picture, a program: nobody will read it
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG and not self._is_over:
            raise Refused("damaged")  # a tag of megabytes is no work of an office, and slow to read

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        if self._is_over:
            return
        if self.is_sheet:
            self.begins(local(name), attributes)
        elif local(name) == self.root:
            self.is_sheet = True
        else:
            self._is_over = True

    def _ends(self, name: str) -> None:
        if self.is_sheet:
            self.ends(local(name))

    def _says(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _said(self) -> str:
        text, self._text = "".join(self._text or ()), None
        return text

    def begins(self, element: str, attributes: dict[str, str]) -> None:
        """See an element of the sheet begin."""
        raise NotImplementedError

    def ends(self, element: str) -> None:
        """See an element of the sheet end."""
        raise NotImplementedError


class XlsxPart(Part):
    """One sheet of an .xlsx."""

    root = "worksheet"

    def __init__(self, title: str, *, is_stale: bool) -> None:
        super().__init__()
        self.look = Look()
        self._title = title
        self._is_stale = is_stale
        self._rows = self._line = self._column = 0
        self._is_in_table = self._has_cells = self._has_formula = False
        self._kind = self._value = ""
        self._filled: set[tuple[int, int]] = set()

    def begins(self, element: str, attributes: dict[str, str]) -> None:
        """Count rows and cells, whether they say where they are or not; a formula and a value belong to a cell."""
        if element == "sheetData":
            self._is_in_table = True
        elif not self._is_in_table:
            return
        elif element == "row":
            self._begin_row(attributes)
        elif element == "c":
            self._begin_cell(attributes)
        elif element == "f":
            self._has_formula = True
        elif element in {"v", "t"}:
            self._text = []

    def ends(self, element: str) -> None:
        """Judge a cell when all of it is known, a row when all its cells are."""
        if element == "sheetData":
            self._is_in_table = False
        elif element in {"v", "t"}:
            self._value += self._said()
        elif element == "c":
            self._end_cell()
        elif element == "row" and self._is_in_table and self._line > MOST_ROWS and not self._has_cells:
            refuse_rows(self._title)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows += 1
        self._line = int(attributes.get("r") or self._line + 1)
        self._column = 0
        self._has_cells = False
        if self._rows > MOST_ROWS:
            refuse_rows(self._title)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if reference := attributes.get("r"):
            letters, digits = (_REFERENCE.fullmatch(reference) or refuse_damaged()).groups()
            self._line, self._column = int(digits), column_number(letters)
        self._kind = attributes.get("t", "")
        self._has_formula, self._value = False, ""

    def _end_cell(self) -> None:
        if not self._has_formula and not self._value:
            return
        self._has_cells = True
        if self._line > MOST_ROWS or self._column > MOST_COLUMNS:
            refuse_far(self._title, self._line, self._column)
        if len(self._filled) >= MOST_CELLS:
            raise Refused("unpacks-too-large")
        if (self._line, self._column) in self._filled:
            refuse_damaged()  # two cells in one place: one of them would be lost
        self._filled.add((self._line, self._column))
        # A formula that gives an empty text says that it gives text: its value is "", not missing.
        is_missing = not self._value and self._kind != "str"
        if self._has_formula and (is_missing or self._is_stale):
            self._note("")
        elif self._kind == "e":
            self._note(self._value)

    def _note(self, error: str) -> None:
        self.look.note(range(self._line, self._line + 1), range(self._column, self._column + 1), error)


class OdsPart(Part):
    """All sheets of an .ods; rows and cells say how often they are repeated."""

    root = "document-content"

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[Look] = []
        self._title = ""
        self._lines = self._columns = range(1, 1)
        self._filled_rows = 0
        self._is_row_filled = self._is_cell_filled = self._has_value = self._has_formula = self._is_error = False

    def begins(self, element: str, attributes: dict[str, str]) -> None:
        """Follow tables, rows and cells to where they are."""
        said = {local(name): value for name, value in attributes.items()}
        if element == "table":
            self.looks.append(Look())
            self._title, self._lines, self._filled_rows = said.get("name", ""), range(1, 1), 0
        elif element == "table-row":
            self._lines = _next(self._lines, said.get("number-rows-repeated"))
            self._columns, self._is_row_filled = range(1, 1), False
        elif element in _ODS_CELLS:
            self._columns = _next(self._columns, said.get("number-columns-repeated"))
            self._has_formula = "formula" in said
            self._has_value = attributes.get("office:value-type") is not None
            self._is_error = attributes.get("calcext:value-type") == "error"
            self._is_cell_filled = self._has_value
        elif element == "p":
            self._is_cell_filled = True
            if self._is_error:
                self._text = []

    def ends(self, element: str) -> None:
        """Judge a cell when all of it is known: whatever is empty may be repeated to the end of the world."""
        if element == "p" and self._is_error:
            self._note(self._said() or "#N/A")
        elif element in _ODS_CELLS and (self._is_cell_filled or self._has_formula):
            self._end_filled_cell()

    def _end_filled_cell(self) -> None:
        if not self._is_row_filled:
            self._is_row_filled = True
            self._filled_rows += len(self._lines)
        if self._filled_rows > MOST_ROWS:
            refuse_rows(self._title)
        if self._lines[-1] > MOST_ROWS or self._columns[-1] > MOST_COLUMNS:
            refuse_far(self._title, self._lines[-1], self._columns[-1])
        if self._has_formula and not self._has_value:
            self._note("")

    def _note(self, error: str) -> None:
        if self.looks and self._columns[-1] <= MOST_COLUMNS and self._lines[-1] <= MOST_ROWS:
            self.looks[-1].note(self._lines, self._columns, error)


def _next(taken: range, repeated: str | None) -> range:
    """Return the places after those taken: one, or as many as the file says."""
    return range(taken.stop, taken.stop + min(max(int(repeated or 1), 1), _MOST_REPEATED))


def parser() -> expat.XMLParserType:
    """Make a parser of XML that no workbook of an office needs more of: UTF-8, and no definitions of its own."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse_damaged
    made.XmlDeclHandler = _look_at_encoding
    return made


def _look_at_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.upper() not in {"UTF-8", "US-ASCII"}:
        refuse_damaged()


def local(name: str) -> str:
    """Return a name without its prefix, which is the writer's own choice."""
    return name.rpartition(":")[2]


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def refuse_damaged(*_what: object) -> NoReturn:
    """Refuse what no program for workbooks writes."""
    raise Refused("damaged")


def refuse_rows(title: str) -> NoReturn:
    """Refuse a sheet whose rows have no end, whatever stands in them."""
    raise Refused("too-many-rows", sheet=title)


def refuse_far(title: str, line: int, column: int) -> NoReturn:
    """Refuse a sheet for a cell outside of the rectangle that is read."""
    raise Refused("too-far", sheet=title, line=line, column=column)
