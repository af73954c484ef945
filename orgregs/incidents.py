"""What went wrong, told twice under one number: to the person on a page, to the administrator in the log.

The number of a refusal (400 … 429) is the same for one person, kind and hour: a page that is hidden must be byte for byte
the page that is missing. A failure of the register itself (500, 503) has a number of its own. The log has who, what and
where; never what was typed, and never the words of a search.
"""

from __future__ import annotations

import logging
import secrets
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from orgregs.foundation import clock
from orgregs.foundation.pages import BadQuestion, TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

logger = logging.getLogger("orgregs.incidents")

# Read out over a telephone, so without 0 and O, 1, I and L.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SIGNS_OF_A_NUMBER = 8
SECONDS_UNTIL_FREE = 5


class Incidents:
    """Middleware that gives a page to the refusals for which Django has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say in words that an address only takes forms."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = _refusal(request, 405).content
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Tell who asks too often when to come back, and who asks by a number that no column holds that it is none."""
        if request.method in {"GET", "HEAD"} and isinstance(exception, OverflowError | DataError):
            return bad_request(request, exception)
        if not isinstance(exception, TooManyRequests):
            return None
        seconds = exception.seconds
        minutes = -(-seconds // 60) if seconds > 90 else 0  # nobody counts more seconds than that
        response = _refusal(request, 429, seconds=seconds, minutes=minutes)
        response["Retry-After"] = str(seconds)
        return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what cannot be answered; what the framework itself refuses stays unexplained."""
    return _refusal(request, 400, sentence=str(exception) if isinstance(exception, BadQuestion) else "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # what Django calls it with
    """Say that this account may not do this."""
    return _refusal(request, 403)


def form_from_elsewhere(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form without the token of its page; why is for the log."""
    return _refusal(request, 403, template="403_csrf.html", logged=f" reason={quote(reason, safe=' .')}")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is there, be it missing or hidden."""
    return _refusal(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Own up to a failure of the register, or say that it is busy; this page needs no database."""
    error = sys.exc_info()[1]
    status = 503 if _is_busy(error) else 500
    number = _grouped(int.from_bytes(secrets.token_bytes(16), "big"))
    person = getattr(request, "_cached_user", None)  # as far as it is known: the database may be what failed
    logger.error("%s", _line(number, status, request, person), exc_info=error)
    response = _page(f"{status}.html", status, number)
    if status == 503:
        response["Retry-After"] = str(SECONDS_UNTIL_FREE)
    return response


def _is_busy(error: BaseException | None) -> bool:
    """Say whether the same request may succeed in a moment: another writer holds SQLite, or PostgreSQL was restarted."""
    if connection.vendor == "sqlite":
        return isinstance(error, OperationalError) and "locked" in str(error)
    return isinstance(error, OperationalError | InterfaceError)


def _refusal(request: HttpRequest, status: int, template: str = "", logged: str = "", **context: Any) -> HttpResponse:
    """Log the refusal and return its page."""
    person = getattr(request, "user", None)  # a request refused early has none
    hour = clock.now().strftime("%Y-%m-%d %H")
    about = f"{getattr(person, 'pk', None)} {status} {hour}"
    number = _grouped(int.from_bytes(salted_hmac("orgregs.incidents", about).digest(), "big"))
    logger.warning("%s%s", _line(number, status, request, person), logged)
    return _page(template or f"{status}.html", status, number, **context)


def _page(template: str, status: int, number: str, **context: Any) -> HttpResponse:
    """Draw the page without the request: nothing on it depends on who asks but the number."""
    content = render_to_string(template, {"number": number, "is_training": settings.TRAINING, **context})
    response = HttpResponse(content, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log it again, without the number
    return response


def _line(number: str, status: int, request: HttpRequest, person: Any) -> str:
    """Return the line of the log: one line whatever is in the address, found by its number."""
    name = person.get_username() if getattr(person, "is_authenticated", False) else ""
    method = quote(request.method or "", safe="")
    return f"incident {number} status={status} method={method} path={quote(request.path)} person={quote(name) or '-'}"


def _grouped(big: int) -> str:
    """Return a number as people read it out: K7M2-9QTX."""
    signs = []
    for _place in range(SIGNS_OF_A_NUMBER):
        big, sign = divmod(big, len(SIGNS))
        signs.append(SIGNS[sign])
    half = SIGNS_OF_A_NUMBER // 2
    return f"{''.join(signs[:half])}-{''.join(signs[half:])}"
