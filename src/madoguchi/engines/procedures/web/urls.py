# SPDX-License-Identifier: Apache-2.0
"""The addresses of the citizen's pages. No address holds an answer, a name or a secret."""

from django.urls import include, path

from madoguchi.engines.procedures.web import (
    amendment,
    business,
    card,
    catalogue,
    correction,
    drafts,
    intro,
    invited,
    items,
    leave_account,
    lookup,
    mine,
    my_data,
    own_data,
    profile,
    receipt,
    review,
    sign,
    status,
    step,
)

app_name = "procedures"

_draft = [
    path("", step.go_on, name="go-on"),
    path("card/", card.card, name="card"),
    path("card/prove/", card.prove, name="prove"),
    path("business/", business.business, name="business"),
    path("business/go/", business.go, name="business-go"),
    path("sign/", sign.sign, name="sign"),
    path("sign/go/", sign.go, name="sign-go"),
    path("review/", review.review, name="review"),
    path("print/", review.print_draft, name="print"),
    path("send/", review.send, name="send"),
    path("ending/", review.ending, name="ending"),
    path("requirements/", review.not_eligible, name="not-eligible"),
    path("saved/", drafts.saved, name="saved"),
    path("discard/", drafts.discard, name="discard"),
    path("moved/", drafts.moved, name="moved"),
    path("adopt/", drafts.adopt, name="adopt"),
    path("step/<slug:step_id>/", step.step, name="step"),
    path("step/<slug:step_id>/<int:item>/", step.step, name="item"),
    path("step/<slug:step_id>/<int:item>/remove/", items.remove, name="remove-item"),
]
_application = [
    path("", status.status, name="status"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt.pdf", receipt.receipt_pdf, name="receipt-pdf"),
    path("correct/", correction.correct, name="correct"),
    path("data/", own_data.own_data, name="own-data"),
    path("data.json", own_data.own_data_json, name="own-data-json"),
    path("amend/<slug:step_id>/<slug:question>/", amendment.amend, name="amend"),
    path("amend/<slug:step_id>/<int:item>/<slug:question>/", amendment.amend, name="amend-item"),
    path("message/", status.message, name="message"),
    path("withdraw/", status.withdraw, name="withdraw"),
    path("done/", status.done, name="done"),
    path("files/<uuid:file_id>/", status.letter, name="letter"),
]
urlpatterns = [
    path("procedures/", catalogue.catalogue, name="catalogue"),
    path("procedures/<slug:procedure_id>/", intro.intro, name="intro"),
    path("procedures/<slug:procedure_id>/start/", intro.start, name="start"),
    path("procedures/<slug:procedure_id>/code/", invited.with_code, name="with-code"),
    path("mine/", mine.mine, name="mine"),
    path("mine/resume/", mine.resume, name="resume"),
    path("mine/leave/", mine.leave, name="leave"),
    path("mine/data/", my_data.my_data, name="my-data"),
    path("mine/data.json", my_data.my_data_json, name="my-data-json"),
    path("mine/data.pdf", my_data.my_data_pdf, name="my-data-pdf"),
    path("mine/delete/", leave_account.leave, name="leave-account"),
    path("mine/deleted/", leave_account.gone, name="account-gone"),
    path("mine/profile/", profile.profile, name="profile"),
    path("mine/profile/<slug:person_id>/<str:fact>/", profile.value, name="profile-value"),
    path("drafts/<uuid:draft_id>/", include(_draft)),
    path("applications/", lookup.lookup, name="lookup"),
    path("applications/<uuid:submission_id>/", include(_application)),
]
