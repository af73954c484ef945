"""Documents and what belongs to them, in and out of files."""

from django.utils.translation import gettext_lazy as _

from orgregs.foundation.cells import MomentCell
from orgregs.foundation.resources import BookedResource, RecordResource, column
from regulations import actions
from regulations.models import Attachment, Document, DocumentType, IssuingBody, Provision, Relation, Term


class DocumentTypeResource(RecordResource):
    """Types of document."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = DocumentType


class IssuingBodyResource(RecordResource):
    """Bodies with a number series of their own."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = IssuingBody


class TermResource(RecordResource):
    """Terms of committees."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Term


class DocumentResource(RecordResource):
    """Documents, held ones and stubs."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Document


class ProvisionResource(RecordResource):
    """Articles and clauses."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Provision


class RelationResource(RecordResource):
    """How documents stand to one another."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Relation


class AttachmentResource(BookedResource):
    """Scans of documents: what is known of them, not the files."""

    model = Attachment
    related = ("document", "attached_by")
    document = column("document__code", _("Mã văn bản"))
    name = column("original_name", _("Tên tệp"))
    size = column("size", _("Dung lượng (byte)"))
    sha256 = column("sha256", _("SHA-256"))
    attached_by = column("attached_by__username", _("Người đính kèm"))
    attached_at = column("attached_at", _("Đính kèm lúc"), MomentCell())
