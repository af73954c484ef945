"""The accounts of unit heads, kept by the staff of their locality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, reports
from accounts.choices import KEEP_ACCOUNTS
from accounts.filters import AccountFilter
from accounts.forms import KeepAccountForm, OpenAccountForm
from accounts.models import Grant, User
from accounts.tables import AccountTable
from agencies.models import Agency
from orgregs.foundation import clock, listings
from orgregs.foundation.pages import record_or_404
from orgregs.foundation.records import NotAllowed, VersionConflict

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agencies.querysets import AgencyQuerySet
    from orgregs.foundation.pages import PageRequest

MOST_AGENCIES = 50
AGENCY_FIELD = "co-quan"


@require_safe
@never_cache
def account_list(request: PageRequest) -> HttpResponse:
    """List the accounts of unit heads that the person keeps."""
    keeper = _keeper(request)
    return listings.answer(
        request,
        title=_("Tài khoản của các đơn vị"),
        counted=_("tài khoản"),
        queryset=User.objects.visible_to(keeper).with_agencies().order_by("username"),
        filters=AccountFilter,
        table=AccountTable,
        day=clock.today(),
        template="accounts/account_list.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables("password")
def account_open(request: PageRequest) -> HttpResponse:
    """Choose an agency, then open its account; the answer is the slip, shown this once."""
    keeper = _keeper(request)
    code = request.GET.get(AGENCY_FIELD, "").strip()
    if not code:
        return _choose_agency(request, keeper)
    agency = record_or_404(_kept_agencies(keeper), code)
    form = OpenAccountForm(request.POST if request.method == "POST" else None)
    form.initial = {"username": reports.proposed_username(agency)}
    if form.is_valid():
        try:
            account, password = actions.open_unit_account(
                agency=agency,
                username=form.cleaned_data["username"],
                full_name=form.cleaned_data["full_name"],
                by=keeper,
                day=clock.today(),
            )
        except ValidationError as refusal:
            _show(refusal, form)
        else:
            return _slip(request, account, password, [agency])
    holders = User.objects.visible_to(keeper).filter(grants__agency=agency).order_by("username")
    context = {"agency": agency, "form": form, "holders": [(each, reports.state_of(each)) for each in holders]}
    return render(request, "accounts/account_open.html", context, status=400 if form.errors else 200)


@require_safe
@never_cache
def account_detail(request: PageRequest, code: str) -> HttpResponse:
    """Show one account: whose it is, how it stands, what was done to it."""
    return _detail(request, _account(request, code))


@require_POST
def account_lock(request: PageRequest, code: str) -> HttpResponse:
    """Lock an account, which signs it out at once."""
    return _keep(request, code, actions.lock_account, _("Đã khóa tài khoản; mọi phiên đăng nhập của nó đã kết thúc."))


@require_POST
def account_unlock(request: PageRequest, code: str) -> HttpResponse:
    """Let an account sign in again."""
    return _keep(request, code, actions.unlock_account, _("Đã mở khóa: đăng nhập lại được bằng mật khẩu trước đây."))


@require_POST
@never_cache
@sensitive_variables("password")
def account_reset(request: PageRequest, code: str) -> HttpResponse:
    """Give an account a new one-time password; the answer is the slip, shown this once."""
    account = _account(request, code)
    form = KeepAccountForm(request.POST)
    try:
        _must_be_valid(form)
        password = actions.issue_password(account=account, by=_keeper(request), day=clock.today(), **form.cleaned_data)
    except (ValidationError, VersionConflict, NotAllowed) as refusal:
        return _refused(request, code, form, refusal)
    return _slip(request, account, password, _agencies_of(account))


def _keep(request: PageRequest, code: str, action: Any, done: str) -> HttpResponse:
    account = _account(request, code)
    form = KeepAccountForm(request.POST)
    try:
        _must_be_valid(form)
        action(account=account, by=_keeper(request), **form.cleaned_data)
    except (ValidationError, VersionConflict, NotAllowed) as refusal:
        return _refused(request, code, form, refusal)
    messages.success(request, done)
    return redirect("account-detail", code)


def _must_be_valid(form: KeepAccountForm) -> None:
    if not form.is_valid():
        said = [str(sentence) for name in ("reason", "__all__") for sentence in form.errors.get(name, [])]
        raise ValidationError(said or [_("Biểu mẫu không ghi đã đọc bản nào. Tải lại trang rồi làm lại.")])


def _refused(request: PageRequest, code: str, form: KeepAccountForm, refusal: Exception) -> HttpResponse:
    """Show the account as it stands now, with what was refused; 404 if it is no longer the person's to keep."""
    account = _account(request, code)
    sentences = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
    status = 409 if isinstance(refusal, VersionConflict) else 400
    return _detail(request, account, refusals=sentences, reason=form.data.get("reason", ""), status=status)


def _detail(
    request: PageRequest, account: User, *, refusals: list[str] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "account": account,
        "agencies": _agencies_of(account),
        "state": reports.state_of(account),
        "changes": reports.changes_of(account),
        "form": KeepAccountForm(initial={"version": account.version, "reason": reason}),
        "refusals": refusals or [],
    }
    return render(request, "accounts/account_detail.html", context, status=status)


@sensitive_variables("password")
def _slip(request: PageRequest, account: User, password: str, agencies: list[Agency]) -> HttpResponse:
    """Show the slip: the only place where the one-time password is ever written."""
    context = {
        "account": account,
        "agencies": agencies,
        "password": password,
        "address": request.build_absolute_uri("/"),
        "issued_on": clock.today(),
        "issued_by": request.user,
    }
    return render(request, "accounts/slip.html", context)


def _choose_agency(request: PageRequest, keeper: User) -> HttpResponse:
    """Ask for which agency: those without an account, found by their words."""
    words = request.GET.get("q", "").strip()[:200]
    held = Grant.objects.visible_to(keeper).filter(agency=OuterRef("pk"), user__is_active=True)
    free = _kept_agencies(keeper).filter(~Exists(held)).on(clock.today())
    found = free.matching(words).in_protocol_order()
    context = {"agencies": found[:MOST_AGENCIES], "count": found.count(), "most": MOST_AGENCIES, "words": words}
    status = 200 if request.method != "POST" else 400
    return render(request, "accounts/account_choose.html", context, status=status)


def _kept_agencies(keeper: User) -> AgencyQuerySet:
    within = keeper.duty(KEEP_ACCOUNTS).below("locality__path")
    return Agency.objects.visible_to(keeper).filter(within).select_related("kind", "locality")


def _agencies_of(account: User) -> list[Agency]:
    return [grant.agency for grant in account.grants.all() if grant.agency is not None]


def _account(request: PageRequest, code: str) -> User:
    account: User = get_object_or_404(User.objects.visible_to(_keeper(request)).with_agencies(), username=code)
    return account


def _keeper(request: PageRequest) -> User:
    """Return the person, if any account is theirs to keep; else the pages do not exist."""
    person: Any = request.user
    if not person.keeps_accounts:
        raise Http404
    keeper: User = person
    return keeper


def _show(refusal: ValidationError, form: OpenAccountForm) -> None:
    fields = refusal.message_dict if hasattr(refusal, "error_dict") else {"__all__": refusal.messages}
    for name, sentences in fields.items():
        form.add_error(name if name in form.fields else None, sentences)
