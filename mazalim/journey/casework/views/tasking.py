"""The small to-dos of a desk: add one to a case, say that it is done, list them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, refused_when_late, standing_in, standing_with_cases
from mazalim.complaints.lifecycle import Move
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions import tasking
from mazalim.journey.casework.forms import TaskForm
from mazalim.journey.casework.queries import assignable_officers, task_shown_to, tasks_page
from mazalim.journey.casework.views.frame import act_page, case_for, done
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case_number: str) -> HttpResponse:
    """Note what is to be done for a case."""
    complaint, standing, at = case_for(request, case_number, Move.NOTE), standing_in(request), timezone.now()
    officers = {one.officer.pk: one.officer.name for one in assignable_officers(complaint)}
    officers.setdefault(standing.officer_id, standing.name)
    form = TaskForm(
        request.POST or None,
        officers=sorted(officers.items(), key=lambda one: (one[0] != standing.officer_id, one[1])),
        today=day_of(at, calendar().zone),
        initial={"owner": standing.officer_id},
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            tasking.add_task(
                complaint_id=complaint.pk, by=standing, text=typed["text"], owner_id=typed["owner"], due_date=typed["due_date"], at=at
            )
        except tasking.NotAnOwner:
            form.add_error("owner", _("This officer does not work at the desk any more"))
        else:
            return done(request, complaint, _("The task is noted."))
    return act_page(request, "tasks/add", complaint, form)


@require_POST
@refused_when_late
def mark(request: HttpRequest, case_number: str, task_id: int) -> HttpResponse:
    """Say that a task is done, or is still to be done; leads back to where the button stood."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    if task_shown_to(standing, complaint, task_id) is None:
        raise Http404
    act = tasking.take_up_again if request.POST.get("still") else tasking.finish_task
    act(task_id=task_id, by=standing, at=timezone.now())
    messages.info(request, _("The task is open again.") if request.POST.get("still") else _("The task is done."))
    if request.POST.get("back") == "tasks":
        return redirect("casework:tasks")
    if request.POST.get("back") == "work":
        return redirect("workbench:my_work")
    return redirect(f"{reverse('workbench:case', args=[complaint.case_number])}#tasks")


@personal
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The officer's own tasks, those of the desk, or what was done."""
    standing, at = standing_with_cases(request), timezone.now()
    shown = tasks_page(standing, which=request.GET.get("show", ""), cursor=cursor_in(request.GET))
    context = {"tasks": shown, "listed": shown.listed, "now": at, "today": day_of(at, calendar().zone)}
    return render(request, "casework/tasks/list.html", context)
