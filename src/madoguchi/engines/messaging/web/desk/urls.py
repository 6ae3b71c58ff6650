# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages on which staff work with notices."""

from django.urls import URLPattern, path

from madoguchi.engines.messaging.web.desk import (
    audience,
    notice_page,
    notices,
    preview,
    report,
    templates,
    troubles,
    write,
)

urlpatterns: list[URLPattern] = [
    path("", notices.notices, name="desk"),
    path("new/", write.new, name="desk-new"),
    path("alarm/", write.alarm, name="desk-alarm"),
    path("notices/<uuid:notice_id>/", notice_page.notice, name="desk-notice"),
    path("notices/<uuid:notice_id>/edit/", write.edit, name="desk-edit"),
    path("notices/<uuid:notice_id>/audience/", audience.audience, name="desk-audience"),
    path("notices/<uuid:notice_id>/preview/", preview.notice_preview, name="desk-preview"),
    path("notices/<uuid:notice_id>/report.csv", report.report_csv, name="desk-report"),
    path("notices/<uuid:notice_id>/people/", report.people, name="desk-people"),
    path("notices/<uuid:notice_id>/do/<slug:verb>/", notice_page.act, name="desk-act"),
    path("templates/", templates.templates, name="desk-templates"),
    path("templates/<slug:key>/", templates.template, name="desk-template"),
    path("templates/<slug:key>/save/", templates.save, name="desk-template-save"),
    path("templates/<slug:key>/do/<slug:verb>/", templates.decide, name="desk-template-do"),
    path(
        "templates/<slug:key>/<int:version>/preview/",
        preview.template_preview,
        name="desk-template-preview",
    ),
    path("dead/", troubles.dead, name="desk-dead"),
    path("dead/retry/", troubles.retry, name="desk-retry"),
    path("addresses/", troubles.addresses, name="desk-addresses"),
    path("exclusions/", troubles.exclusions, name="desk-exclusions"),
]
