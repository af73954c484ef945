"""How a page sets a figure that a report printed."""

from django import template
from django.utils.html import format_html

from orgregs.foundation.numbers import print_grouped

register = template.Library()


@register.filter
def figure(printed: int | str | None) -> str:
    """Set a number grouped, a dash as it is, and the words for “not known” quietly."""
    if printed is None or printed == "":
        return ""
    if isinstance(printed, int):
        return print_grouped(printed)
    return printed if printed == "–" else format_html('<span class="quiet">{}</span>', printed)


@register.filter
def signed(change: int | None) -> str:
    """Set a change with its sign; a real minus, so that it lines up."""
    if change is None:
        return ""
    return f"+{print_grouped(change)}" if change > 0 else print_grouped(change).replace("-", "−")
