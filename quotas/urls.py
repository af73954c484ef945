"""Addresses of the quotas."""

from django.urls import path

from quotas import views

app_name = "quotas"

urlpatterns = [
    path("bien-che/", views.allocation_index, name="allocation-index"),
    path("bien-che/<slug:code>/<int:year>/", views.allocation_table, name="allocation-table"),
    path("bien-che/<slug:code>/<int:year>/can-cu/co-quan/<slug:agency>/", views.agency_figure, name="agency-figure"),
    path("bien-che/<slug:code>/<int:year>/can-cu/dia-phuong/<slug:locality>/", views.pool_figure, name="pool-figure"),
    path("doi-chieu-tep/", views.file_check, name="file-check"),
    path("quyet-dinh/", views.decision_list, name="decision-list"),
    path("quyet-dinh/<int:position>/", views.decision_detail, name="decision-detail"),
    path("quyet-dinh/<int:position>/dinh-chinh/", views.decision_correct, name="decision-correct"),
    path("quyet-dinh/<int:position>/doi-chieu/", views.decision_countersign, name="decision-countersign"),
    path("vao-so/", views.draft_list, name="draft-list"),
    path("vao-so/them/", views.draft_add, name="draft-add"),
    path("vao-so/tu-excel/", views.import_workbook, name="import"),
    path("vao-so/tu-excel/tep-mau/", views.import_template, name="import-template"),
    path("vao-so/<slug:code>/", views.draft_detail, name="draft-detail"),
    path("vao-so/<slug:code>/sua/", views.draft_edit, name="draft-edit"),
    path("vao-so/<slug:code>/dinh-chinh/", views.correction_edit, name="correction-edit"),
    path("vao-so/<slug:code>/ban-chup/", views.draft_scan, name="draft-scan"),
    path("vao-so/<slug:code>/trinh/", views.draft_submit, name="draft-submit"),
    path("vao-so/<slug:code>/tra-lai/", views.draft_return, name="draft-return"),
    path("vao-so/<slug:code>/vao-so/", views.draft_book, name="draft-book"),
]
