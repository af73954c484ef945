"""The administrators' screens of localities."""

from django.contrib import admin

from localities import actions
from localities.models import Locality, LocalitySuccession
from localities.resources import LocalityResource, LocalitySuccessionResource
from orgregs.foundation.admin import RecordAdmin
from orgregs.foundation.admin_columns import StillValid


@admin.register(Locality)
class LocalityAdmin(RecordAdmin):
    """Localities, closed ones too."""

    write = staticmethod(actions.save_record)
    resource_classes = [LocalityResource]
    fixed_fields = ("code", "level", "parent")
    list_display = ("name", "code", "level", "parent", "begins", "ends", "one_person_books")
    list_filter = ("level", StillValid, "one_person_books", "is_training")
    list_select_related = ("parent",)
    search_fields = ("search_key",)
    autocomplete_fields = ("parent",)
    ordering = ("depth", "sort_key", "code")


@admin.register(LocalitySuccession)
class LocalitySuccessionAdmin(RecordAdmin):
    """What became of localities."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    deletable = True
    resource_classes = [LocalitySuccessionResource]
    list_display = ("predecessor", "kind", "successor", "happened_on", "basis")
    list_filter = ("kind", "happened_on")
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__search_key", "successor__search_key")
    autocomplete_fields = ("predecessor", "successor")
    date_hierarchy = "happened_on"
    ordering = ("-happened_on", "predecessor__sort_key", "pk")
