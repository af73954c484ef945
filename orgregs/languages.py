"""The language of a page is its reader's choice; a file is in the register's own, whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from orgregs.foundation.exports import FILE_FIELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class ChosenLanguage:
    """Middleware: a page speaks the language that its reader chose, and the register's own before any choice.

    Most browsers ask for English without anybody having wished for it, so they are not asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language chosen."""
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language chosen, if it is one of ours; for a file, the register's own."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    is_ours = chosen in dict(settings.LANGUAGES) and FILE_FIELD not in request.GET
    return chosen if is_ours else settings.LANGUAGE_CODE


# Django's own view; whoever is about to sign in may choose, too.
choose_language = login_not_required(require_POST(set_language))
