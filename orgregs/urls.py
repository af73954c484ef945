"""Every address of the register."""

from django.contrib import admin
from django.urls import include, path

from orgregs import findings, home, search
from orgregs.languages import choose_language

urlpatterns = [
    path("", home.home, name="home"),
    path("tra-cuu/", search.search, name="search"),
    path("ngon-ngu/", choose_language, name="language"),
    path("van-de/", findings.finding_list, name="findings"),
    path("dia-phuong/", include("localities.urls")),
    path("van-ban/", include("regulations.urls")),
    path("co-quan/", include("agencies.urls")),
    path("", include("quotas.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "orgregs.incidents.bad_request"
handler403 = "orgregs.incidents.forbidden"
handler404 = "orgregs.incidents.not_found"
handler500 = "orgregs.incidents.server_error"
