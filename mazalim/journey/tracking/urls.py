"""Addresses of the complainant's own pages. None of them names a complaint: the session does."""

from django.urls import path

from mazalim.journey.tracking.views import adding, contact, entering, file, lost, receipt, taking

app_name = "tracking"
urlpatterns = [
    path("", entering.enter, name="enter"),
    path("code/", entering.enter_with_code, name="enter_with_code"),
    path("leave/", entering.leave, name="leave"),
    path("left/", entering.left, name="left"),
    path("lost-code/", lost.lost_code, name="lost_code"),
    path("lost-code/proof/", lost.prove_lost, name="prove_lost"),
    path("lost-code/choose/", lost.choose_case, name="choose_case"),
    path("lost-code/new/", lost.code_renewed, name="code_renewed"),
    path("file/", file.file, name="file"),
    path("file/written/", file.written, name="written"),
    path("file/openings/", file.openings, name="openings"),
    path("file/whole/", file.whole, name="whole"),
    path("file/whole/paper/", file.whole_paper, name="whole_paper"),
    path("file/take/", taking.take, name="take"),
    path("file/receipt/", receipt.receipt, name="receipt"),
    path("file/receipt/json/", receipt.receipt_file, name="receipt_file"),
    path("file/receipt/pdf/", receipt.receipt_paper, name="receipt_paper"),
    path("file/receipt/words/", receipt.receipt_words, name="receipt_words"),
    path("file/letters/<int:entry>/", file.letter, name="letter"),
    path("file/enclosures/<uuid:public_id>/", file.enclosure, name="enclosure"),
    path("file/message/", adding.message, name="message"),
    path("file/enclose/", adding.enclose, name="enclose"),
    path("file/answer/", adding.answer, name="answer"),
    path("file/contest/", adding.contest_pause, name="contest_pause"),
    path("file/withdraw/", adding.withdraw, name="withdraw"),
    path("file/contact/", contact.contact, name="contact"),
    path("file/contact/proof/", contact.prove_contact, name="prove_contact"),
    path("file/contact/keep/", contact.keep_contact, name="keep_contact"),
]
