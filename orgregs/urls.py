"""Every address of the register."""

from django.contrib import admin
from django.urls import include, path

from orgregs import findings, home, search

urlpatterns = [
    path("", home.home, name="home"),
    path("tra-cuu/", search.search, name="search"),
    path("van-de/", findings.finding_list, name="findings"),
    path("dia-phuong/", include("localities.urls")),
    path("van-ban/", include("regulations.urls")),
    path("co-quan/", include("agencies.urls")),
    path("", include("quotas.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "orgregs.home.bad_request"
