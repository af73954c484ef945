"""Documents and what belongs to them, in and out of files."""

from orgregs.foundation.resources import RecordResource
from regulations import actions
from regulations.models import Document, DocumentType, IssuingBody, Provision, Relation, Term


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
