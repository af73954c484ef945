"""Addresses of the documents."""

from django.urls import path

from regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.document_list, name="document-list"),
    path("<slug:code>/", views.document_detail, name="document-detail"),
    path("<slug:code>/tep/", views.attachment_add, name="attachment-add"),
    path("<slug:code>/tep/<str:sha256>/", views.attachment, name="attachment"),
]
