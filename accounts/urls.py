"""Addresses of the accounts; they stand at the root, beside the home page."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="login"),
    path("dang-xuat/", views.SignOut.as_view(), name="logout"),
    path("doi-mat-khau/", views.PasswordChange.as_view(), name="password-change"),
]
