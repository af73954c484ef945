"""Addresses of the localities."""

from django.urls import path

from localities import views

app_name = "localities"
urlpatterns = [
    path("", views.locality_list, name="locality-list"),
    path("<slug:code>/", views.locality_detail, name="locality-detail"),
]
