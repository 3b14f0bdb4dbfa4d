"""Addresses of the wizard."""

from django.urls import path

from mazalim.journey.intake.views import body, check, code, done, enclosures, leaving, matter, person, receipt, resuming, start
from mazalim.journey.intake.views.counter import papers

app_name = "intake"
urlpatterns = [
    path("", start.start, name="start"),
    path("continue/", start.go_on, name="go_on"),
    path("kind/", start.kind, name="kind"),
    path("body/", body.body, name="body"),
    path("against/", matter.against, name="against"),
    path("category/", matter.category, name="category"),
    path("what-happened/", matter.happened, name="happened"),
    path("when-and-where/", matter.when_where, name="when_where"),
    path("suggested/", body.suggested, name="suggested"),
    path("questions/", matter.questions, name="questions"),
    path("points/", matter.points, name="points"),
    path("similar/", matter.similar, name="similar"),
    path("enclosures/", enclosures.enclosures, name="enclosures"),
    path("name/", person.name, name="name"),
    path("birth-date/", person.birth_date, name="birth_date"),
    path("citizenship/", person.citizenship, name="citizenship"),
    path("elsewhere/", person.elsewhere, name="elsewhere"),
    path("identity-number/", person.identity_number, name="identity_number"),
    path("representative/", papers.representative, name="representative"),
    path("contact/", person.contact, name="contact"),
    path("known/", person.known, name="known"),
    path("check/", check.check, name="check"),
    path("code/", code.code, name="code"),
    path("code/again/", code.resend, name="resend"),
    path("form/", papers.form, name="form"),
    path("signed/", papers.signed, name="signed"),
    path("done/", done.done, name="done"),
    path("done/receipt/json/", receipt.receipt, name="receipt"),
    path("done/receipt/pdf/", receipt.receipt_paper, name="receipt_paper"),
    path("done/receipt/words/", receipt.receipt_words, name="receipt_words"),
    path("later/", leaving.later, name="later"),
    path("close/", leaving.close, name="close"),
    path("closed/", leaving.closed, name="closed"),
    path("erase/", leaving.erase, name="erase"),
    path("erased/", leaving.erased, name="erased"),
    path("resume/", resuming.resume, name="resume"),
    path("resume/code/", resuming.resume_code, name="resume_code"),
    path("resume/choose/", resuming.resume_choose, name="resume_choose"),
]
