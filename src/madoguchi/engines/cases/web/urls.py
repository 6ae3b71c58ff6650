# SPDX-License-Identifier: Apache-2.0
"""The addresses of cases, below /cases/."""

from django.urls import path

from madoguchi.engines.cases.web import (
    amendments,
    ask_again,
    assign,
    batch,
    case,
    converters,
    correction,
    decide,
    export,
    files,
    inbox,
    key_changes,
    letters,
    original,
    retention,
    search,
    small_form,
    statistics,
)

app_name = "cases"
__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("views/", inbox.keep_view, name="keep_view"),
    path("views/<uuid:filter_id>/remove/", inbox.drop_view, name="drop_view"),
    path("batch/", batch.batch, name="batch"),
    path("search/", search.search, name="search"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("export/", export.export, name="export"),
    path("retention/", retention.retention, name="retention"),
    path("ask-again/", ask_again.ask_again_list, name="ask_again"),
    path("ask-again/<uuid:item_id>/", ask_again.settle, name="settle"),
    path("keys/", key_changes.key_changes, name="key_changes"),
    path("keys/<uuid:change_id>/", key_changes.key_change, name="key_change"),
    path("opinions/", assign.opinions, name="opinions"),
    path("opinions/<uuid:opinion_id>/", assign.opinion, name="opinion"),
    path("<receipt:number>/", case.case, name="case"),
    path("<receipt:number>/take/", assign.take, name="take"),
    path("<receipt:number>/assign/", assign.give, name="assign"),
    path("<receipt:number>/correction/", correction.correction, name="correction"),
    path(
        "<receipt:number>/amendments/<uuid:amendment_id>/",
        amendments.amendment,
        name="amendment",
    ),
    path("<receipt:number>/decide/<slug:outcome>/", decide.decide_case, name="decide"),
    path("<receipt:number>/letter/", letters.issue, name="letter"),
    path("<receipt:number>/letter/preview/<slug:outcome>.pdf", letters.preview, name="preview"),
    path("<receipt:number>/letters/<uuid:letter_id>.pdf", letters.letter_pdf, name="letter_pdf"),
    path("<receipt:number>/files/<uuid:file_id>/", files.case_file, name="file"),
    path("<receipt:number>/files/<uuid:file_id>/look/", files.look, name="file_look"),
    path(
        "<receipt:number>/files/<uuid:file_id>/pages/<int:page>.jpg",
        files.page_picture,
        name="file_page",
    ),
    path("<receipt:number>/files/<uuid:file_id>/again/", files.again, name="file_again"),
    path("<receipt:number>/files/<uuid:file_id>/original/", original.original, name="original"),
    path("<receipt:number>/tasks/<uuid:task_id>/", assign.task_done, name="task_done"),
    path("<receipt:number>/do/<slug:verb>/", small_form.small_form, name="do"),
]
