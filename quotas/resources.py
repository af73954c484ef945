"""The lists of the quotas in files: reference lists both ways, what was booked only out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from orgregs.foundation.cells import Cell, ChoiceCell, MomentCell, YesNoCell
from orgregs.foundation.resources import BookedResource, RecordResource, column, in_files
from quotas import actions
from quotas.choices import OPERATIONS, Block, DecisionKind, DraftState
from quotas.models import (
    Countersignature,
    DecisionAcknowledgement,
    DecisionDraft,
    DecisionLine,
    DraftAcknowledgement,
    DraftLine,
    DraftTotal,
    Entry,
    Holder,
    Pool,
    QuotaDecision,
    Receipt,
    Register,
    Seal,
    StaffCategory,
    StatedTotal,
)


class StaffCategoryResource(RecordResource):
    """Categories of staff."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = StaffCategory


class PoolResource(RecordResource):
    """Pools of posts."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Pool
        import_id_fields = ("locality", "block")


class HolderCell(Cell):
    """Who holds posts: the code of an agency, or of a pool's locality with its block."""

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        del obj
        if value is None:
            return ""
        return str(value.agency.code) if value.agency else f"{value.pool.locality.code}/{value.pool.block}"


HOLDER = ("holder__agency", "holder__pool__locality")
TO_HOLDER = ("to_holder__agency", "to_holder__pool__locality")


class RegisterResource(BookedResource):
    """The register itself."""

    model = Register
    name = Field(column_name=in_files(str, _("Sổ")), dehydrate_method=str)


class HolderResource(BookedResource):
    """Who holds posts."""

    model = Holder
    related = ("agency", "pool__locality")
    agency = column("agency__code", _("Mã cơ quan"))
    locality = column("pool__locality__code", _("Mã địa phương"))
    block = column("pool__block", _("Khối"), ChoiceCell(Block.choices))


class DecisionDraftResource(BookedResource):
    """Decisions on their way into the register."""

    model = DecisionDraft
    related = ("document", "pool__locality", "prepared_by", "submitted_by")
    code = column("code", _("Mã"))
    kind = column("kind", _("Loại"), ChoiceCell(DecisionKind.choices))
    document = column("document__code", _("Mã văn bản"))
    locality = column("pool__locality__code", _("Mã địa phương"))
    block = column("pool__block", _("Khối"), ChoiceCell(Block.choices))
    year_from = column("year_from", _("Từ năm"))
    year_to = column("year_to", _("Đến năm"))
    is_extract = column("is_extract", _("Trích"), YesNoCell())
    state = column("state", _("Trạng thái"), ChoiceCell(DraftState.choices))
    prepared_by = column("prepared_by__username", _("Người lập"))
    submitted_by = column("submitted_by__username", _("Người trình"))


class StatementResource(BookedResource):
    """What the lines of drafts and of booked decisions share."""

    number = column("number", _("Dòng"))
    operation = column("operation", _("Hình thức"), ChoiceCell(OPERATIONS))
    holder = column("holder", _("Mã nơi được giao"), HolderCell())
    to_holder = column("to_holder", _("Mã nơi nhận"), HolderCell())
    category = column("category__code", _("Mã loại biên chế"))
    posts = column("posts", _("Biên chế"))
    label = column("label", _("Từ ghi trong quyết định"))
    provisional = column("provisional", _("Tạm giao"), YesNoCell())
    effective_on = column("effective_on", _("Tính từ ngày"))
    effective_is_assumed = column("effective_is_assumed", _("Ngày suy ra"), YesNoCell())
    year_from = column("year_from", _("Từ năm"))
    year_to = column("year_to", _("Đến năm"))


class DraftLineResource(StatementResource):
    """Lines of drafts."""

    model = DraftLine
    related = ("draft", "category", *HOLDER, *TO_HOLDER)
    draft = column("draft__code", _("Phương án"))


class DraftTotalResource(BookedResource):
    """Totals that drafts' papers state."""

    model = DraftTotal
    related = ("draft", "category")
    draft = column("draft__code", _("Phương án"))
    category = column("category__code", _("Mã loại biên chế"))
    posts = column("posts", _("Tổng số ghi trong quyết định"))
    counts_in_total = column("counts_in_total", _("Tính vào tổng số"), YesNoCell())


class ReceiptResource(BookedResource):
    """Files that drafts were made of."""

    model = Receipt
    related = ("draft", "received_by")
    draft = column("draft__code", _("Phương án"))
    file_name = column("file_name", _("Tên tệp"))
    sheet = column("sheet", _("Trang tính"))
    sha256 = column("sha256", "SHA-256")
    size = column("size", _("Dung lượng (byte)"))
    received_by = column("received_by__username", _("Người nhập"))
    received_at = column("received_at", _("Lúc"), MomentCell())


class DraftAcknowledgementResource(BookedResource):
    """Warnings about drafts that their people know of."""

    model = DraftAcknowledgement
    related = ("draft", "acknowledged_by")
    draft = column("draft__code", _("Phương án"))
    code = column("code", _("Cảnh báo"))
    reason = column("reason", _("Lý do"))
    acknowledged_by = column("acknowledged_by__username", _("Người xác nhận"))
    acknowledged_at = column("acknowledged_at", _("Lúc"), MomentCell())


class QuotaDecisionResource(BookedResource):
    """Booked decisions."""

    model = QuotaDecision
    related = ("document", "pool__locality", "submitted_by", "booked_by", "seal")
    position = column("position", _("Số thứ tự vào sổ"))
    kind = column("kind", _("Loại"), ChoiceCell(DecisionKind.choices))
    document = column("document__code", _("Mã văn bản"))
    symbol = column("symbol", _("Số, ký hiệu"))
    issued_on = column("issued_on", _("Ngày ban hành"))
    subject = column("subject", _("Trích yếu"))
    locality = column("pool__locality__code", _("Mã địa phương"))
    block = column("pool__block", _("Khối"), ChoiceCell(Block.choices))
    year_from = column("year_from", _("Từ năm"))
    year_to = column("year_to", _("Đến năm"))
    is_extract = column("is_extract", _("Trích"), YesNoCell())
    one_person = column("one_person", _("Chưa có người thứ hai đối chiếu"), YesNoCell())
    submitted_by = column("submitted_by__username", _("Người vào sổ"))
    booked_by = column("booked_by__username", _("Người đối chiếu"))
    recorded_at = column("recorded_at", _("Ngày vào sổ"), MomentCell())
    head = column("seal__head", _("Mã chốt số liệu"))


class OfDecisionResource(BookedResource):
    """What rows of a booked decision share."""

    decision = column("decision_id", _("Số thứ tự vào sổ"))
    symbol = column("decision__symbol", _("Số, ký hiệu"))


class StatedTotalResource(OfDecisionResource):
    """Totals that booked decisions state."""

    model = StatedTotal
    related = ("decision", "category")
    category = column("category__code", _("Mã loại biên chế"))
    posts = column("posts", _("Tổng số ghi trong quyết định"))
    counts_in_total = column("counts_in_total", _("Tính vào tổng số"), YesNoCell())


class DecisionAcknowledgementResource(OfDecisionResource):
    """Warnings that were acknowledged when a decision was booked."""

    model = DecisionAcknowledgement
    related = ("decision", "acknowledged_by")
    code = column("code", _("Cảnh báo"))
    sentence = column("sentence", _("Nội dung"))
    reason = column("reason", _("Lý do"))
    acknowledged_by = column("acknowledged_by__username", _("Người xác nhận"))


class DecisionLineResource(StatementResource, OfDecisionResource):
    """Lines of booked decisions, with the names they printed."""

    model = DecisionLine
    related = ("decision", "category", "corrects", *HOLDER, *TO_HOLDER)
    holder_name = column("holder_name", _("Tên nơi được giao"))
    to_holder_name = column("to_holder_name", _("Tên nơi nhận"))
    corrected_decision = column("corrects__decision_id", _("Đính chính quyết định (số thứ tự)"))
    corrected_number = column("corrects__number", _("Đính chính dòng"))


class EntryResource(OfDecisionResource):
    """Steps of accounts."""

    model = Entry
    related = ("decision", "line", "category", "pool__locality", *HOLDER)
    line = column("line__number", _("Dòng"))
    locality = column("pool__locality__code", _("Mã địa phương"))
    block = column("pool__block", _("Khối"), ChoiceCell(Block.choices))
    holder = column("holder", _("Mã nơi được giao"), HolderCell())
    year = column("year", _("Năm"))
    category = column("category__code", _("Mã loại biên chế"))
    change = column("change", _("Thay đổi"))
    effective_on = column("effective_on", _("Từ ngày"))
    is_rebase = column("is_rebase", _("Do mức của dòng khác"), YesNoCell())


class CountersignatureResource(OfDecisionResource):
    """Who compared later what one person had booked."""

    model = Countersignature
    related = ("decision", "countersigned_by")
    countersigned_by = column("countersigned_by__username", _("Người thứ hai đối chiếu"))
    countersigned_at = column("countersigned_at", _("Đối chiếu lúc"), MomentCell())
    position = column("position", _("Sổ đến số"))
    digest = column("digest", _("Mã của lần đối chiếu"))


class SealResource(OfDecisionResource):
    """The chain of digests."""

    model = Seal
    related = ("decision",)
    digest = column("digest", _("Mã của quyết định"))
    previous_head = column("previous_head", _("Mã chốt trước"))
    head = column("head", _("Mã chốt số liệu"))
