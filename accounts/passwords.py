"""Which passwords are good enough, and the one-time password of a printed slip."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from orgregs.foundation.vietnamese import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Neither vowels nor D nor W: a keyboard left on Telex or VNI makes no Vietnamese letter of these. Nothing that is
# taken for another on paper: no 0 1 2 5 6 9, no i j l o q s z.
ALPHABET = "bcfghkmnprtvx3478"
_GROUPS, _OF_A_GROUP = 3, 4

# Without marks and spaces, as they are guessed; the last row is Telex typed while the keyboard was on English.
_COMMON = """
    matkhau matkhaumoi password passwd pass dangnhap taikhoan macdinh bimat khongbiet khongco khongnho quenroi
    anhyeuem emyeuanh yeuem yeuanh anhnhoem anhyeu emyeu tinhyeu yeuthuong giadinh hanhphuc concung meyeu boyeu
    vietnam toiyeuvietnam tovietnam hanoi saigon hochiminh tphcm danang bacho xinchao chaoban camon
    motnhai motnhaiba motnhaibabon mothaiba mothaibabon sothutu
    admin quantri quantrivien canbo coquan huyenuy tinhuy dangcong dangcongsan ubnd mttq bienche tochuc
    orgregs taphuan iloveyou welcome letmein abc qwerty qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbnm
    matajkhaaur maatjkhaaur matjkhaur anhyeeuem vieetjnam
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_FEWEST_LETTERS_OF_ONES_OWN = 4
_PHONE = re.compile(r"(0|84)[35789]\d{8}")
_REPEATED = re.compile(r"(.{1,4}?)\1+")


def one_time_password() -> str:
    """Return a random password that is read off paper and typed once."""
    groups = ("".join(secrets.choice(ALPHABET) for _letter in range(_OF_A_GROUP)) for _group in range(_GROUPS))
    return "-".join(groups)


class NoEasyWords(CommonPasswordValidator):
    """Refuses what is guessed first: common passwords, and those made of the names of person, agency and place.

    There is no rule of composition: a password of these words alone is refused, one that has more is not.
    """

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        typed = "".join(fold(password).split())
        if _is_a_pattern(typed) or _rest(typed, _COMMON_WORDS) is not None:
            raise ValidationError(self.get_error_message(), code="password_too_common")
        if _rest(typed, _COMMON_WORDS | personal_words(user)) is not None:
            raise ValidationError(
                _(
                    "Mật khẩu gần như chỉ gồm tên đăng nhập, tên cơ quan hoặc tên địa phương: người ngoài dễ đoán. "
                    "Thêm vài từ khác của riêng mình."
                ),
                code="password_too_personal",
            )

    def get_error_message(self) -> str:
        return _(
            "Mật khẩu này quá phổ biến (từ hay dùng, dãy phím, ngày sinh, số điện thoại): bị đoán trước tiên. "
            "Đặt một câu ngắn vài từ của riêng mình."
        )

    def get_help_text(self) -> str:
        return _(
            "Nên đặt một câu ngắn vài từ, có dấu hay không dấu, có khoảng trắng đều được. "
            "Không chỉ gồm tên đăng nhập, tên cơ quan, địa phương hay từ phổ biến."
        )


def personal_words(user: Any) -> frozenset[str]:
    """Return the words of the names of an account, of its agencies and of its places."""
    if user is None:
        return frozenset()
    texts = [user.get_username(), getattr(user, "first_name", ""), getattr(user, "last_name", "")]
    if user.pk is not None:
        texts += _names_of_places(user)
    return frozenset(word for text in texts for word in fold(text).split() if len(word) > 1)


def _names_of_places(user: Any) -> Iterator[str]:
    for grant in user.held_grants:
        if grant.agency is not None:
            yield grant.agency.name
        yield (grant.agency.locality if grant.agency is not None else grant.locality).name


def _rest(typed: str, words: Iterable[str]) -> str | None:
    """Return the letters beside words that make up nearly all of the text; None if there is enough of one's own."""
    letters = re.sub(r"\d", "", typed)
    rest = letters
    for word in sorted(words, key=lambda each: (-len(each), each)):
        rest = rest.replace(re.sub(r"\d", "", word) or word, " ")
    rest = rest.replace(" ", "")
    return rest if len(rest) < min(len(letters), _FEWEST_LETTERS_OF_ONES_OWN) else None


def _is_a_pattern(typed: str) -> bool:
    if _REPEATED.fullmatch(typed) or _PHONE.fullmatch(typed):
        return True
    if any(typed in row * 2 or typed in row[::-1] * 2 for row in _ROWS):
        return bool(typed)
    return _is_a_day(typed)


def _is_a_day(typed: str) -> bool:
    for written in ("%d%m%Y", "%Y%m%d", "%m%d%Y"):
        try:
            return len(typed) == 8 and 1900 <= dt.datetime.strptime(typed, written).year <= 2099  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
    return False
