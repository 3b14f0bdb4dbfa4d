"""Change the e-mail or phone of a file: a code to the new one, word to the old one, a day's wait where there was only one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.complainants.contacts import masked
from mazalim.complaints.models import Complaint
from mazalim.country.queries import policy_at
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.forms import ContactForm, VerificationForm
from mazalim.journey.tracking.queries import contacts_shown, pending_change
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.verification.actions import CannotSendCode, PrefixNotServed, SmsBudgetSpent
from mazalim.web.views import network_of


@for_follower
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The contacts of the file, the change that waits, and a field for a new one."""
    at = timezone.now()
    form = ContactForm(request.POST or None, policy=policy_at(at))
    if form.is_valid():
        try:
            actions.request_contact_change(
                complaint_id=complaint.pk, contact=form.address, language=get_language() or "en", network=network_of(request), at=at
            )
        except actions.SameContact:
            form.add_error("contact", _("The file has this contact already"))
        except PrefixNotServed:
            form.add_error("contact", _("No message can be sent to this country: give an e-mail address"))
        except SmsBudgetSpent:
            form.add_error("contact", _("No text messages can be sent at the moment: give an e-mail address or try again later"))
        except CannotSendCode:
            form.add_error("contact", _("This contact was sent too many codes: try again in an hour"))
        else:
            return _ask_for_code(request, complaint, form, VerificationForm())
    context: dict[str, Any] = {
        "form": form,
        "complaint": complaint,
        "contacts": contacts_shown(complaint),
        "pending": pending_change(complaint),
    }
    return render(request, "tracking/acts/contact.html", context)


@for_follower
@require_POST
def prove_contact(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The code that was sent to the new contact."""
    at = timezone.now()
    asked, form = ContactForm(request.POST, policy=policy_at(at)), VerificationForm(request.POST)
    if not asked.is_valid():
        return redirect("tracking:contact")
    if form.is_valid():
        typed = form.cleaned_data["verification_code"]
        try:
            change = actions.confirm_contact_change(complaint_id=complaint.pk, contact=asked.address, typed=typed, at=at)
        except actions.ContactCodeNotRight:
            form.add_error("verification_code", _("This is not the code that was sent, or it is too old"))
        else:
            done = (
                _("The new contact is proved. It counts after a day.") if change.is_waiting else _("The contact of this file is changed.")
            )
            messages.success(request, done)
            return redirect("tracking:contact")
    return _ask_for_code(request, complaint, asked, form)


def _ask_for_code(request: HttpRequest, complaint: Complaint, asked: ContactForm, form: VerificationForm) -> HttpResponse:
    context = {
        "form": form,
        "complaint": complaint,
        "contact": asked.data["contact"],
        "sent_to": masked(asked.address.channel, asked.address.address),
    }
    return render(request, "tracking/acts/contact_proof.html", context)


@for_follower
@require_POST
def keep_contact(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Stop a change that waits."""
    if actions.cancel_contact_change(complaint_id=complaint.pk, at=timezone.now()):
        messages.success(request, _("The change is stopped. Your contact stays as it was."))
    return redirect("tracking:contact")
