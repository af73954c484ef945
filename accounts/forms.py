"""What is typed to sign in, for an own password, and for the accounts of unit heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import actions

if TYPE_CHECKING:
    import datetime as dt

EXPIRED = "one_time_password_expired"


class SignInForm(AuthenticationForm):
    """User name and password; the refusal never says which of the two was wrong."""

    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng. Mật khẩu phân biệt chữ hoa, chữ thường."),
        "inactive": _("Tài khoản này đã bị khóa. Liên hệ quản trị để được mở lại."),
        EXPIRED: _(
            "Mật khẩu dùng một lần trên phiếu đã hết hạn. Đề nghị cán bộ nhập liệu của địa phương hoặc quản trị "
            "cấp phiếu mới."
        ),
    }

    def __init__(self, *args: Any, day: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["password"].label = _("Mật khẩu")

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse the password of a slip after its last day; only who typed it rightly is told so."""
        super().confirm_login_allowed(user)
        if user.password_expires_on is not None and user.password_expires_on < self.day:
            raise ValidationError(self.error_messages[EXPIRED], code=EXPIRED)


class OwnPasswordForm(PasswordChangeForm):
    """A new password for one's own account."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.user.must_change_password:
            self.fields["old_password"].label = _("Mật khẩu trên phiếu, hoặc do người khác cấp")

    def clean_new_password1(self) -> str:
        """Refuse the password that is to be replaced, above all the one of a slip."""
        new: str = self.cleaned_data["new_password1"]
        if new == self.data.get("old_password"):
            raise ValidationError(_("Mật khẩu mới trùng mật khẩu đang dùng. Đặt một mật khẩu khác."), code="unchanged")
        return new

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        del commit
        actions.set_password(
            user=self.user, password=self.cleaned_data["new_password1"], by=self.user, reason="Đổi mật khẩu"
        )
        return self.user


class OpenAccountForm(forms.Form):
    """The account of an agency's head; the agency is named by the address."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        help_text=_("Chữ thường không dấu, chữ số, dấu chấm, gạch nối. Đã cấp thì không đổi."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    full_name = forms.CharField(
        label=_("Tên hiển thị"),
        max_length=150,
        required=False,
        help_text=_("Tài khoản là của đơn vị: không cần tên người. Để trống thì hiện tên đăng nhập."),
    )


class KeepAccountForm(forms.Form):
    """Why an account is locked, unlocked or given a new password, and which state of it was read."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=100,
        error_messages={"required": _("Ghi lý do: lịch sử của tài khoản giữ lại.")},
    )
