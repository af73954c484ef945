"""Django's admin site as this register has it: for administrators only, in Vietnamese to the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.vietnamese import sort_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def dress(site: admin.AdminSite) -> None:
    """Give the site its door, its order and its words."""

    def in_vietnamese_order(request: HttpRequest, app_label: str | None = None) -> list[Any]:
        listed = admin.AdminSite.get_app_list(site, request, app_label)
        for app in listed:
            app["models"].sort(key=lambda model: sort_key(str(model["name"])))
        return sorted(listed, key=lambda app: sort_key(str(app["name"])))

    site.has_permission = only_administrators  # type: ignore[method-assign]
    site.get_app_list = in_vietnamese_order  # type: ignore[method-assign]
    site.enable_nav_sidebar = False  # the lists are wide, and the first page names them all
    site.empty_value_display = "–"
    site.site_header = gettext_lazy("Sổ theo dõi tổ chức bộ máy và biên chế")
    site.site_title = gettext_lazy("Quản trị")
    site.index_title = gettext_lazy("Quản trị sổ")
    # Django's own icon says “True” and “False” to whoever cannot see it.
    admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]


def only_administrators(request: HttpRequest) -> bool:
    """Let administrators in, and nobody else, whatever Django's own flag for staff says."""
    return request.user.is_active and bool(getattr(request.user, "is_superuser", False))


def yes_or_no(value: bool | None) -> SafeString:  # noqa: FBT001
    """Show a yes or a no as Django's icon, and say it in the reader's language."""
    kind = {True: "yes", False: "no", None: "unknown"}[value]
    said = {True: _("có"), False: _("không"), None: _("chưa rõ")}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{kind}.svg"), said)
