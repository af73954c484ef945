"""Localities in and out of files."""

from localities import actions
from localities.models import Locality, LocalitySuccession
from orgregs.foundation.resources import RecordResource


class LocalityResource(RecordResource):
    """Localities, the upper ones first."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Locality


class LocalitySuccessionResource(RecordResource):
    """What became of localities."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = LocalitySuccession
