"""Read a document's number and symbol as anybody types it, and write it as its own family does. Pure: no Django.

A symbol is not an identity: the centre has issued two documents 212-QĐ/TW, and `QĐ` stands for Quyết định and for
Quy định alike. So nothing here tells the type of a document or its issuing body.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from orgregs.foundation.vietnamese import DASHES, Sentence, fold, normalise, slug
from orgregs.foundation.vietnamese import marked as _


class System(StrEnum):
    """Whose way of writing symbols a symbol follows."""

    PARTY = "party"
    STATE = "state"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


# The codes of types, written as papers print them. TT is Thông tri in the Party and Thông tư in the state.
_PARTY_SERIES = "NQ QĐ CT QC QCPH KL TT HD TB BC KH CTr CTHĐ ĐA PA TTr CV BB BS"
_STATE_SERIES = "QyĐ TC DA HĐ CĐ NĐ TTLT NQLT L PL VBHN SY TrS SL"
_SERIES = {code.upper(): code for code in f"{_PARTY_SERIES} {_STATE_SERIES}".split()}
# One secondary list of 2026 writes QĐi for Quy định; the papers themselves write QĐ.
_SERIES["QĐI"] = "QĐ"

# What stands before the number in running text, folded, and the series it implies.
_NAMED_SERIES = {
    "nghi quyet": "NQ",
    "quyet dinh": "QĐ",
    "quy dinh": "QĐ",
    "chi thi": "CT",
    "quy che": "QC",
    "quy che phoi hop": "QCPH",
    "ket luan": "KL",
    "thong tri": "TT",
    "thong tu": "TT",
    "thong tu lien tich": "TTLT",
    "huong dan": "HD",
    "thong bao": "TB",
    "thong cao": "TC",
    "bao cao": "BC",
    "ke hoach": "KH",
    "chuong trinh": "CTr",
    "chuong trinh hanh dong": "CTHĐ",
    "de an": "ĐA",
    "phuong an": "PA",
    "du an": "DA",
    "to trinh": "TTr",
    "cong van": "CV",
    "bien ban": "BB",
    "nghi dinh": "NĐ",
    # These carry no code of a type, or not always.
    "luat": "",
    "phap lenh": "",
    "van ban": "",
}

_PARTY_UNIT = r"(?:VP|BTC|BTG|BTGDV|BTG&DV|BDV|BNC|BCS|BKT|BĐN|UBKT|HĐLL|TTCT|TCT)"
_PARTY_ISSUER = re.compile(rf"{_PARTY_UNIT}?(?:TW|TU|HU|QU|THU|ĐU)|ĐUK|CB[0-9]*|ĐH[0-9IVXL]*|BCĐ")
# The Youth Union and the Front, at every level; both orders are in use among them.
_ORGANISATION_ISSUER = re.compile(r"(?:TW|T|H|X)?ĐTN|MTTW|(?:UB)?MTTQ(?:VN)?|UBTUMTTQVN")
_STATE_ISSUER = re.compile(
    r"CP|TTG|CTN|QH[0-9]*|UBTVQH[0-9]*|HĐND[0-9]*|UBND|HĐBT|VPCP|TTCP|NHNN|KTNN|TANDTC|VKSNDTC|TLĐ|LĐLĐ"
)
# Ministries, departments and steering committees; too wide to be asked of a symbol in the Party's order.
_STATE_ISSUER_IN_ITS_ORDER = re.compile(r"B[A-ZĐ]{2,7}|S[A-ZĐ]{2,7}")
_PRINTED_ISSUERS = {"THU": "ThU", "TTG": "TTg"}

_DASH_RUN = re.compile(f"[{re.escape(DASHES)}]+")
_AROUND_SEPARATORS = re.compile(r" ?([-/]) ?")
_TAIL = re.compile(r"([0-9].*?)[ ,]+(?:ngày|của|năm|về)\b.*", re.IGNORECASE)
_HEAD = r"(?P<head>[^0-9/-]*?) ?"
_WITH_A_NUMBER = re.compile(_HEAD + r"(?P<number>[0-9]{1,7})(?:(?P<mark>[-/ ])(?P<rest>.+))?")
_WITHOUT_NUMBER = re.compile(_HEAD + r"(?P<mark>[-/])(?P<rest>.+)")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:/(.+))?")
_CODES = re.compile(r"(?P<first>[^\W\d_][^\s/-]*)(?:(?P<between>[-/ ])(?P<second>[^\s/-][^\s]*))?")
_ETH_AS_D_STROKE = {0xD0: "Đ", 0xF0: "đ"}
_MOST_D_TRIED = 5
# Whatever is longer is a page, not a citation, and would cost the patterns above too much.
_LONGEST_CITATION = 500


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A number and symbol, read. It equals every other way of writing the same number, year, series and issuer.

    `number` is None for a paper without one; `year` is a part of some state symbols only; `series` is the code of the
    type as printed ("" where there is none); `issuer` is what follows it; `canonical` is how the symbol is printed.
    """

    raw: str
    canonical: str
    system: System = System.UNKNOWN
    number: int | None = None
    year: int | None = None
    series: str = ""
    issuer: str = ""
    is_recognised: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it is a short citation ("Quyết định 959"), which names no issuing body."""
        return self.number is not None and not self.issuer

    @property
    def key(self) -> tuple[object, ...]:
        """What two ways of writing one symbol share."""
        if self.number is None and not self.issuer:
            return (self.canonical.casefold(),)
        return self.number, self.year, self.series.casefold(), self.issuer.casefold()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Symbol) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(slots=True)
class _Notes:
    """What the reader should be told, and whether every code was known."""

    sentences: list[str] = field(default_factory=list)
    is_recognised: bool = True

    def remark(self, template: str, **params: str) -> None:
        """Say something that leaves no doubt about the reading."""
        self.sentences.append(Sentence(template, **params))

    def doubt(self, template: str, **params: str) -> None:
        """Say what could not be read for certain."""
        self.remark(template, **params)
        self.is_recognised = False


def parse(raw: str) -> Symbol:
    """Read a number and symbol; what cannot be read is kept as typed and marked, never refused."""
    text = _tidied(raw[: _LONGEST_CITATION + 1])
    match = _WITH_A_NUMBER.fullmatch(text) or _WITHOUT_NUMBER.fullmatch(text)
    if match is None or len(raw) > _LONGEST_CITATION:
        return _unread(raw)
    parts = match.groupdict()
    mark = parts["mark"] or ""
    year, rest = _split_year(mark, parts["rest"] or "")
    codes = _CODES.fullmatch(rest)
    if rest and codes is None:
        return _unread(raw)

    notes = _Notes()
    typed_series, typed_issuer, between = _split_codes(codes) if codes else ("", "", "")
    system, issuer = _read_issuer(typed_issuer, mark=mark, year=year, notes=notes)
    series = _read_series(typed_series, system, notes) or _series_before_number(parts["head"], issuer, notes)
    if system == System.PARTY and not series:
        notes.doubt(_("Thiếu ký hiệu loại văn bản."))
    number = int(parts["number"]) if parts.get("number") else None
    canonical = _print(number, year, series, issuer, system=system, mark=mark, between=between)
    _compare_order(canonical, system, mark, notes)
    return Symbol(
        raw=raw,
        canonical=canonical,
        system=system,
        number=number,
        year=year,
        series=series,
        issuer=issuer,
        is_recognised=notes.is_recognised,
        notes=tuple(notes.sentences),
    )


def document_code(
    number: int | None, series: str, issuer: str, year: int | None, locality_code: str | None = None
) -> str:
    """Write the permanent code of a document: `212-qd-tw-2019`, below the centre `2034-qd-hu-duc-linh-2023`.

    What is not known is left out; a code that is taken is for the caller to number on.
    """
    symbol = slug(f"{'' if number is None else number} {series} {issuer}")
    return "-".join(part for part in (symbol, locality_code, "" if year is None else str(year)) if part)


def _tidied(raw: str) -> str:
    text = normalise(raw).translate(_ETH_AS_D_STROKE)
    text = _AROUND_SEPARATORS.sub(r"\1", _DASH_RUN.sub("-", text))
    return _TAIL.sub(r"\1", text).strip(' .,;:…()[]“”"')


def _unread(raw: str) -> Symbol:
    notes = (Sentence(_("Chưa đọc được số, ký hiệu: giữ nguyên như đã ghi.")),)
    return Symbol(raw=raw, canonical=normalise(raw), notes=notes)


def _split_year(mark: str, rest: str) -> tuple[int | None, str]:
    match = _YEAR.fullmatch(rest) if mark == "/" else None
    return (int(match[1]), match[2] or "") if match else (None, rest)


def _split_codes(codes: re.Match[str]) -> tuple[str, str, str]:
    """Tell the code of the type from the issuer, and what stands between them.

    State letters and the National Assembly print no type: 474/UBND-VP7, 203/2025/QH15.
    """
    first, between, second = codes["first"], codes["between"] or "", codes["second"] or ""
    if _known_series(first):
        return first, second, between
    is_issuer = any(_system_of(lead, mark="/", year=None) for lead in _with_d_strokes(first))
    return ("", f"{first}{between}{second}", "") if is_issuer else (first, second, between)


def _with_d_strokes(code: str) -> Iterator[str]:
    """Give the code as typed, then every way of reading a D in it as Đ."""
    letters = list(code.upper())
    places = [place for place, letter in enumerate(letters) if letter == "D"][:_MOST_D_TRIED]
    for choice in itertools.product("DĐ", repeat=len(places)):
        for place, letter in zip(places, choice, strict=True):
            letters[place] = letter
        yield "".join(letters)


def _known_series(typed: str) -> str | None:
    return next((code for code in _with_d_strokes(typed) if code in _SERIES), None)


def _system_of(lead: str, *, mark: str, year: int | None) -> System | None:
    """Tell whose body the first part of an issuer is; a symbol with a year in it is never the Party's."""
    if _ORGANISATION_ISSUER.fullmatch(lead):
        return System.ORGANISATION
    # Steering committees are of both systems: only the order of the symbol tells.
    if _PARTY_ISSUER.fullmatch(lead) and year is None and not (lead == "BCĐ" and mark == "/"):
        return System.PARTY
    if _STATE_ISSUER.fullmatch(lead) or (mark == "/" and _STATE_ISSUER_IN_ITS_ORDER.fullmatch(lead)):
        return System.STATE
    return None


def _read_issuer(typed: str, *, mark: str, year: int | None, notes: _Notes) -> tuple[System, str]:
    if not typed:
        notes.remark(_("Trích dẫn ngắn: không ghi cơ quan ban hành."))
        return System.UNKNOWN, ""
    lead = re.split("[/-]", typed, maxsplit=1)[0]
    for candidate in _with_d_strokes(lead):
        if system := _system_of(candidate, mark=mark, year=year):
            read = _PRINTED_ISSUERS.get(candidate, candidate)
            _remark_on_d_stroke(lead, read, notes)
            return system, read + typed[len(lead) :]
    notes.doubt(_("Chưa rõ ký hiệu cơ quan ban hành “{code}”."), code=typed)
    return (System.STATE if mark == "/" else System.PARTY), typed


def _read_series(typed: str, system: System, notes: _Notes) -> str:
    if not typed:
        return ""
    for candidate in _with_d_strokes(typed):
        # The Party has no code DA: there it is Đề án without its stroke. In the state it is Dự án.
        if candidate in _SERIES and not (candidate == "DA" and system in {System.PARTY, System.ORGANISATION}):
            _remark_on_d_stroke(typed, _SERIES[candidate], notes)
            return _SERIES[candidate]
    notes.doubt(_("Chưa rõ ký hiệu loại văn bản “{code}”."), code=typed)
    return typed


def _remark_on_d_stroke(typed: str, read: str, notes: _Notes) -> None:
    if typed.upper() != read.upper():
        notes.remark(_("“{typed}” được hiểu là “{read}”."), typed=typed, read=read)


def _series_before_number(head: str, issuer: str, notes: _Notes) -> str:
    """Read the words before the number, a type in words or its code, for a symbol that has no code of its own."""
    words = head.strip(" :").split()
    if words and fold(words[-1]) == "so":
        words.pop()
    if not words:
        return ""
    series = _NAMED_SERIES.get(fold(" ".join(words)))
    if series is None:
        code = _known_series("".join(words))
        if code is None:
            notes.doubt(_("Chưa hiểu phần trước số: “{words}”."), words=" ".join(words))
            return ""
        series = _SERIES[code]
    return "" if issuer else series


def _print(
    number: int | None, year: int | None, series: str, issuer: str, *, system: System, mark: str, between: str
) -> str:
    """Print the symbol in the order of its family; the organisations use both, so theirs stays as typed."""
    printed = "…" if number is None else f"{number:02d}"
    if year is not None:
        printed = f"{printed}/{year}"
    if not issuer:
        return f"{printed}-{series}" if series else printed
    if system == System.PARTY or (system == System.ORGANISATION and mark != "/"):
        return f"{printed}-{series}/{issuer}" if series else f"{printed}-{issuer}"
    # Joint papers of several bodies keep a second slash: 01/QCPH/UBND-UBMTTQ, but 01/2015/TTLT-BNV-BTC.
    joint = "/" if mark == "/" == between and "-" in issuer else "-"
    return f"{printed}/{series}{joint}{issuer}" if series else f"{printed}/{issuer}"


def _compare_order(canonical: str, system: System, mark: str, notes: _Notes) -> None:
    if system == System.PARTY and mark == "/":
        notes.remark(_("Ghi theo thứ tự của văn bản nhà nước; văn bản của Đảng ghi là {symbol}."), symbol=canonical)
    if system == System.STATE and mark == "-":
        notes.remark(_("Ghi theo thứ tự của văn bản Đảng; văn bản nhà nước ghi là {symbol}."), symbol=canonical)
