"""Addresses of the accounts; they stand at the root, beside the home page."""

from django.urls import path

from accounts.views import own, signing_in, unit_accounts

urlpatterns = [
    path("dang-nhap/", signing_in.SignIn.as_view(), name="login"),
    path("dang-xuat/", signing_in.SignOut.as_view(), name="logout"),
    path("doi-mat-khau/", own.PasswordChange.as_view(), name="password-change"),
    path("tai-khoan/", unit_accounts.account_list, name="account-list"),
    path("tai-khoan/mo/", unit_accounts.account_open, name="account-open"),
    path("tai-khoan/phien/", own.session_list, name="session-list"),
    path("tai-khoan/phien/dang-xuat/", own.session_end, name="session-end"),
    path("tai-khoan/ten/<str:code>/", unit_accounts.account_detail, name="account-detail"),
    path("tai-khoan/ten/<str:code>/khoa/", unit_accounts.account_lock, name="account-lock"),
    path("tai-khoan/ten/<str:code>/mo-khoa/", unit_accounts.account_unlock, name="account-unlock"),
    path("tai-khoan/ten/<str:code>/cap-lai/", unit_accounts.account_reset, name="account-reset"),
]
