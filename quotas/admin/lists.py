"""Screens of what is set up once: categories, pools, holders."""

from __future__ import annotations

from django.contrib import admin

from orgregs.foundation.admin import BookedAdmin, RecordAdmin
from orgregs.foundation.admin_forms import ReasonedForm
from quotas import actions, resources
from quotas.models import Holder, Pool, StaffCategory


class TypedCodeForm(ReasonedForm):
    """A form whose code is typed: nothing proposes one."""

    proposes_code = False


@admin.register(StaffCategory)
class StaffCategoryAdmin(RecordAdmin):
    """Categories of staff."""

    write = staticmethod(actions.save_record)
    form = TypedCodeForm
    resource_classes = [resources.StaffCategoryResource]
    fixed_fields = ("code",)
    list_display = ("name", "code", "parent", "counts_in_total", "order")
    list_filter = ("counts_in_total",)
    list_select_related = ("parent",)
    search_fields = ("search_key",)
    autocomplete_fields = ("parent",)
    ordering = ("order", "code")


@admin.register(Pool)
class PoolAdmin(RecordAdmin):
    """Pools of posts."""

    write = staticmethod(actions.save_record)
    resource_classes = [resources.PoolResource]
    fixed_fields = ("locality", "block")
    list_display = ("locality", "block", "ceiling_policy")
    list_filter = ("block", "ceiling_policy", "locality__level")
    list_select_related = ("locality",)
    search_fields = ("locality__search_key",)
    autocomplete_fields = ("locality",)
    ordering = ("locality__depth", "locality__sort_key", "block", "pk")


@admin.register(Holder)
class HolderAdmin(BookedAdmin):
    """Who holds posts; the register makes them when they are first given some."""

    resource_classes = [resources.HolderResource]
    list_display = ("__str__", "agency", "pool")
    list_select_related = ("agency", "pool__locality")
    search_fields = ("agency__search_key", "pool__locality__search_key")
    ordering = ("agency__sort_key", "pool__locality__sort_key", "pk")
