"""What the writers of localities, documents, agencies and accounts see to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from accounts import actions as account_actions
from agencies import actions as agency_actions
from agencies.models import Agency, AgencyKind, AgencyName, ConcurrentPosts, Post, Succession
from localities import actions as locality_actions
from localities.models import Locality
from orgregs.foundation.records import VersionConflict
from regulations import actions as regulation_actions
from regulations.models import Document, DocumentType, IssuingBody

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from accounts.models import User

    Write = Callable[[Model], Any]


def writer(actions: Any, by: User) -> Write:
    def write(record: Model, version: int | None = None) -> Model:
        actions.save_record(record=record, by=by, version=version)
        return record

    return write


@pytest.fixture
def write_place(administrator: User) -> Write:
    return writer(locality_actions, administrator)


@pytest.fixture
def write_paper(administrator: User) -> Write:
    return writer(regulation_actions, administrator)


@pytest.fixture
def write_agency(administrator: User) -> Write:
    return writer(agency_actions, administrator)


# ---- Localities


def test_codes_of_localities_follow_their_names(province: Locality, write_place: Write) -> None:
    names = [
        ("Huyện Vân Hồ", "district", "van-ho"),
        ("Xã Vân Hồ", "commune", "van-ho-xa"),
        ("Phường Vân Hồ", "commune", "van-ho-phuong"),
        ("Xã Vân Hồ", "commune", "van-ho-xa-2"),
        ("Thành phố Phan Thiết", "district", "phan-thiet"),
        ("Thị xã La Gi", "district", "la-gi"),
        ("Quận 1", "district", "1"),
        ("Đặc khu Phú Quý", "commune", "phu-quy"),
        ("Bình Thuận", "district", "binh-thuan-huyen"),
    ]

    codes = [write_place(Locality(name=name, level=level, parent=province)).code for name, level, _code in names]

    assert codes == [code for _name, _level, code in names]


def test_a_code_that_was_typed_is_kept(province: Locality, write_place: Write) -> None:
    written = write_place(Locality(code="tp-phan-thiet", name="Phan Thiết", level="district", parent=province))

    assert written.path == "trung-uong/binh-thuan/tp-phan-thiet/"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"code": "khac"}, "code"), ({"level": "district"}, "level"), ({"parent_id": None}, "parent")],
)
def test_code_level_and_parent_of_a_locality_never_change(
    change: dict[str, Any], field: str, province: Locality, write_place: Write
) -> None:
    for name, value in change.items():
        setattr(province, name, value)

    with pytest.raises(ValidationError) as refusal:
        write_place(province)

    assert list(refusal.value.message_dict) == [field]


def test_a_locality_with_nothing_but_signs_for_a_name_asks_for_a_code(province: Locality, write_place: Write) -> None:
    with pytest.raises(ValidationError) as refusal:
        write_place(Locality(name="…", level="district", parent=province))

    assert "code" in refusal.value.message_dict


# ---- Documents


@pytest.fixture
def committee(province: Locality, write_paper: Write) -> IssuingBody:
    body: IssuingBody = write_paper(IssuingBody(name="Tỉnh ủy Bình Thuận", suffix="TU", locality=province))
    return body


@pytest.fixture
def decision_type(write_paper: Write) -> DocumentType:
    made: DocumentType = write_paper(DocumentType(name="Quyết định", series="QĐ", state_series="QĐ"))
    return made


@pytest.fixture
def paper(committee: IssuingBody, decision_type: DocumentType) -> Callable[..., Document]:
    def draw_up(**facts: Any) -> Document:
        given = {"series_of": committee, "type": decision_type, "subject": "Giao biên chế"} | facts
        return Document(**given)

    return draw_up


DAY = dt.date(2023, 12, 15)


def test_codes_of_reference_lists_follow_their_names(committee: IssuingBody, decision_type: DocumentType) -> None:
    assert (committee.code, decision_type.code) == ("tinh-uy-binh-thuan", "quyet-dinh")


@pytest.mark.parametrize(
    ("facts", "symbol", "code"),
    [
        pytest.param({"number": 2034}, "2034-QĐ/TU", "2034-qd-tu-binh-thuan-2023", id="a number alone"),
        pytest.param(
            {"symbol_as_typed": "2034 - QĐ/TU"}, "2034-QĐ/TU", "2034-qd-tu-binh-thuan-2023", id="a symbol as typed"
        ),
        pytest.param(
            {"symbol": "12-ĐA/TU"}, "12-ĐA/TU", "12-da-tu-binh-thuan-2023", id="another series than the type's"
        ),
        pytest.param({}, "", "qd-tu-binh-thuan-2023", id="no number"),
        pytest.param({"number": 7, "code": "ma-rieng"}, "7-QĐ/TU", "ma-rieng", id="a code as typed"),
    ],
)
def test_symbol_and_code_of_a_document_are_filled_in(
    facts: dict[str, Any], symbol: str, code: str, paper: Callable[..., Document], write_paper: Write
) -> None:
    document = write_paper(paper(issued_on=DAY, **facts))

    assert (document.symbol, document.code) == (symbol, code)
    assert document.symbol_as_typed == facts.get("symbol_as_typed", "")


def test_a_double_of_one_year_gets_its_number(paper: Callable[..., Document], write_paper: Write) -> None:
    write_paper(paper(number=5, issued_on=DAY))

    double = write_paper(paper(number=5, issued_on=DAY - dt.timedelta(days=200)))

    assert double.code == "5-qd-tu-binh-thuan-2023-2"


def test_a_document_of_the_centre_carries_no_locality(
    province: Locality, decision_type: DocumentType, write_paper: Write
) -> None:
    centre = write_paper(IssuingBody(name="Trung ương Đảng", suffix="TW", locality=province.parent))
    document = Document(series_of=centre, type=decision_type, number=212, issued_on=dt.date(2019, 12, 30), subject="x")

    assert write_paper(document).code == "212-qd-tw-2019"


@pytest.mark.parametrize(
    ("facts", "symbol", "code"),
    [
        pytest.param({"number": 15}, "15/2023/QĐ-UBND", "15-2023-qd-ubnd-binh-thuan", id="a number alone"),
        pytest.param(
            {"symbol": "203/2025/QH15"}, "203/2025/QH15", "203-2025-qh15-binh-thuan", id="no code of its type"
        ),
    ],
)
def test_a_state_body_prints_its_year(
    facts: dict[str, Any],
    symbol: str,
    code: str,
    province: Locality,
    paper: Callable[..., Document],
    write_paper: Write,
) -> None:
    council = write_paper(IssuingBody(name="Ủy ban tỉnh", suffix="UBND", numbers_by="year", locality=province))

    written = write_paper(paper(series_of=council, issued_on=DAY, **facts))

    assert (written.symbol, written.code) == (symbol, code)


def test_the_code_of_a_document_never_changes(paper: Callable[..., Document], write_paper: Write) -> None:
    document = write_paper(paper(number=5, issued_on=DAY))
    document.number, document.symbol = 6, "6-QĐ/TU"
    write_paper(document)
    assert document.code == "5-qd-tu-binh-thuan-2023"

    document.code = "6-qd-tu-binh-thuan-2023"
    with pytest.raises(ValidationError, match="Mã không đổi được"):
        write_paper(document)


def test_a_document_without_its_body_is_refused_in_words(decision_type: DocumentType, write_paper: Write) -> None:
    with pytest.raises(ValidationError) as refusal:
        write_paper(Document(type=decision_type, number=1, issued_on=DAY, subject="x"))

    assert "series_of" in refusal.value.message_dict


# ---- Agencies


@pytest.fixture
def agency(province: Locality, write_agency: Write) -> Agency:
    kind = write_agency(AgencyKind(name="Hội Nông dân Việt Nam", short_name="Nông dân", group="front"))
    name = "Hội Nông dân tỉnh Bình Thuận"
    made: Agency = write_agency(Agency(name=name, kind=kind, locality=province, valid_from=dt.date(1992, 4, 1)))
    return made


def test_an_agency_has_its_code_and_its_first_name(agency: Agency) -> None:
    assert agency.code == "binh-thuan-nong-dan"
    name = AgencyName.objects.get()
    assert (name.agency, name.name, name.valid_from, name.valid_to) == (agency, agency.name, dt.date(1992, 4, 1), None)
    assert name.history.latest().history_user.username == "quantri"


def test_a_second_agency_of_a_kind_takes_its_name_for_a_code(agency: Agency, write_agency: Write) -> None:
    second = write_agency(Agency(name="Hội Nông dân cơ quan tỉnh", kind=agency.kind, locality=agency.locality))

    assert second.code == "binh-thuan-hoi-nong-dan-co-quan-tinh"


def test_the_name_of_an_agency_follows_the_name_that_has_not_ended(agency: Agency, write_agency: Write) -> None:
    name = AgencyName.objects.get()
    name.valid_to = dt.date(2020, 1, 1)
    write_agency(name)
    write_agency(AgencyName(agency=agency, name="Hội Nông dân Bình Thuận", valid_from=dt.date(2020, 1, 1)))

    agency.refresh_from_db()

    assert (agency.name, agency.version) == ("Hội Nông dân Bình Thuận", 2)


@pytest.mark.parametrize("field", ["name", "code"])
def test_name_and_code_of_an_agency_are_not_typed_over(field: str, agency: Agency, write_agency: Write) -> None:
    setattr(agency, field, "khac")

    with pytest.raises(ValidationError) as refusal:
        write_agency(agency)

    assert list(refusal.value.message_dict) == [field]


def test_posts_and_sets_of_posts_get_codes(agency: Agency, write_agency: Write) -> None:
    posts = [write_agency(Post(agency=agency, title="Phó Chủ tịch", rank="deputy")).code for _ in range(2)]
    sets = [write_agency(ConcurrentPosts(locality=agency.locality)).code for _ in range(2)]

    assert posts == ["binh-thuan-nong-dan-pho-chu-tich", "binh-thuan-nong-dan-pho-chu-tich-2"]
    assert sets == ["binh-thuan-kiem-nhiem", "binh-thuan-kiem-nhiem-2"]


def test_agencies_do_not_succeed_each_other_in_a_circle(
    agency: Agency, paper: Callable[..., Document], write_paper: Write, write_agency: Write
) -> None:
    document = write_paper(paper(number=1, issued_on=DAY))
    other = write_agency(Agency(name="Hội khác", kind=agency.kind, locality=agency.locality))
    facts = {"kind": "renamed", "happened_on": DAY, "document": document}
    write_agency(Succession(predecessor=agency, successor=other, **facts))

    with pytest.raises(ValidationError) as refusal:
        write_agency(Succession(predecessor=other, successor=agency, **facts))

    assert list(refusal.value.message_dict) == ["successor"]


# ---- Accounts


def test_an_account_is_written_once_by_two_who_read_the_same(administrator: User) -> None:
    first, second = (type(administrator).objects.get(pk=administrator.pk) for _ in range(2))
    account_actions.save_record(record=first, by=administrator, version=1)

    with pytest.raises(VersionConflict):
        account_actions.save_record(record=second, by=administrator, version=1)


def test_the_name_of_an_account_never_changes(administrator: User) -> None:
    administrator.username = "khac"

    with pytest.raises(ValidationError, match="Tên đăng nhập không đổi được"):
        account_actions.save_record(record=administrator, by=administrator)
