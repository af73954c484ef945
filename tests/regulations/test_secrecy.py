"""A secrecy stamp is seen in the text of a paper and in the name of its file; words of every day are none."""

from __future__ import annotations

import unicodedata

import pytest

from regulations.secrecy import bears_stamp, is_named_secret

pytestmark = pytest.mark.once

STAMPS = [
    pytest.param(["HUYỆN ỦY ĐỨC LINH", "MẬT", "Số 12-QĐ/HU"], id="alone"),
    pytest.param(["TỐI MẬT"], id="the second degree"),
    pytest.param(["TUYỆT MẬT"], id="the third degree"),
    pytest.param(["", "   MẬT   "], id="among spaces"),
    pytest.param(["M Ậ T"], id="letters apart"),
    pytest.param(["T Ố I   M Ậ T"], id="letters and words apart"),
    pytest.param(["TUYỆTMẬT"], id="without a space"),
    pytest.param(["| MẬT |"], id="in a frame"),
    pytest.param(["* TỐI MẬT *"], id="between stars"),
    pytest.param(["[MẬT]"], id="in square brackets"),
    pytest.param(["Độ mật: MẬT"], id="as the degree"),
    pytest.param(["ĐỘ MẬT: TỐI MẬT"], id="as the degree in capitals"),
    pytest.param(["Nơi nhận: như trên. Độ mật: Tuyệt mật"], id="as the degree in small letters"),
    pytest.param(["QUYẾT ĐỊNH về việc giao biên chế (MẬT)"], id="in brackets at the end"),
    pytest.param(["(TỐI MẬT) Báo cáo"], id="in brackets at the beginning"),
    pytest.param(["về công tác bảo vệ", "MẬT"], id="after a heading of another kind"),
    pytest.param(["MẬ\u200bT"], id="with an invisible letter"),
]
NO_STAMPS = [
    pytest.param(["Quy định về bảo mật thông tin"], id="bảo mật"),
    pytest.param(["BẢO MẬT"], id="BẢO MẬT alone"),
    pytest.param(["B Ả O  M Ậ T"], id="BẢO MẬT letters apart"),
    pytest.param(["QUY ĐỊNH VỀ BẢO", "MẬT"], id="a heading broken in bảo mật"),
    pytest.param(["LUẬT BẢO VỆ BÍ", "MẬT NHÀ NƯỚC"], id="a heading broken in bí mật"),
    pytest.param(["BÍ MẬT NHÀ NƯỚC"], id="bí mật nhà nước"),
    pytest.param(["Độ", "mật", "Mật"], id="a column of degrees"),
    pytest.param(["ĐỘ", "MẬT"], id="a heading of a column"),
    pytest.param(["T/M BAN BÍ THƯ"], id="Ban Bí thư"),
    pytest.param(["quan hệ mật thiết với Nhân dân"], id="mật thiết"),
    pytest.param(["MẬT THIẾT"], id="MẬT THIẾT"),
    pytest.param(["Văn bản không mật", "KHÔNG MẬT"], id="không mật"),
    pytest.param(["Độ mật: không"], id="no degree"),
    pytest.param(["Độ mật: ……"], id="a degree left open"),
    pytest.param(["ỦY BAN MẶT TRẬN TỔ QUỐC", "CÓ", "MẶT"], id="mặt trận, có mặt"),
    pytest.param(["MẤT", "MẮT"], id="other tones"),
    pytest.param(["Tài liệu (mật) do cơ quan quản lý"], id="a remark within a sentence"),
    pytest.param([], id="a scan without text"),
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("lines", STAMPS)
def test_a_stamp_is_seen(lines: list[str], form: str) -> None:
    assert bears_stamp(unicodedata.normalize(form, line) for line in lines)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("lines", NO_STAMPS)
def test_words_of_every_day_are_no_stamp(lines: list[str], form: str) -> None:
    assert not bears_stamp(unicodedata.normalize(form, line) for line in lines)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "QD-MAT.pdf",
        "qd-mat.pdf",
        "2034 (Mật).pdf",
        "2034_MẬT.PDF",
        "tối mật 12.pdf",
        "12-TOI-MAT-HU.pdf",
        "TUYET MAT 3.pdf",
        "Mat_2034.pdf",
        "(mật) quyết định 2034.pdf",
        "quyết định mật của huyện.pdf",
        "2034 mật",
        unicodedata.normalize("NFD", "2034 Mật.pdf"),
        "Độ mật.pdf",
    ],
)
def test_a_file_named_secret_is_seen(name: str) -> None:
    assert is_named_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "bao-mat.pdf",
        "quy-che-bao-mat-2024.pdf",
        "Luật Bảo vệ bí mật nhà nước.pdf",
        "mat-tran.pdf",
        "UB-MAT-TRAN-TO-QUOC.pdf",
        "Mặt trận.pdf",
        "danh-sach-co-mat.pdf",
        "Danh sách có mặt 2024.pdf",
        "mật thiết với dân.pdf",
        "mat_khau.pdf",
        "không mật.pdf",
        "gap-mat-dau-xuan.pdf",
        "2034-QD-HU.pdf",
        "format.pdf",
        "Matxcova.pdf",
        "scan.pdf",
        "",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_named_secret(name)
