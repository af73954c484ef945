"""Addresses of the agencies."""

from django.urls import path

from agencies import views

app_name = "agencies"
urlpatterns = [
    path("", views.agency_list, name="agency-list"),
    path("<slug:code>/", views.agency_detail, name="agency-detail"),
]
