"""Addresses of officers' acts."""

from django.urls import path

from mazalim.journey.casework.views import bulk, conflicts, deciding, holding, pausing, placing, revealing, tasking, tying

app_name = "casework"
urlpatterns = [
    path("cases/<str:case_number>/take/", holding.take, name="take"),
    path("cases/<str:case_number>/assign/", holding.assign, name="assign"),
    path("cases/<str:case_number>/note/", holding.note, name="note"),
    path("cases/<str:case_number>/hold/", holding.hold, name="hold"),
    path("cases/<str:case_number>/lift-hold/", holding.lift_hold, name="lift_hold"),
    path("cases/<str:case_number>/ask/", holding.ask, name="ask"),
    path("cases/<str:case_number>/refer/", placing.refer, name="refer"),
    path("cases/<str:case_number>/categorise/", placing.categorise, name="categorise"),
    path("cases/<str:case_number>/propose-refusal/", deciding.propose_refusal, name="propose_refusal"),
    path("cases/<str:case_number>/refusal/", deciding.refusal, name="refusal"),
    path("cases/<str:case_number>/extend/", deciding.extend, name="extend"),
    path("cases/<str:case_number>/pause/", pausing.pause, name="pause"),
    path("cases/<str:case_number>/reveal/", revealing.reveal, name="reveal"),
    path("cases/<str:case_number>/link/", tying.link, name="link"),
    path("cases/<str:case_number>/link/<str:other_number>/end/", tying.unlink, name="unlink"),
    path("cases/<str:case_number>/join/", tying.join, name="join"),
    path("cases/<str:case_number>/separate/", tying.separate, name="separate"),
    path("cases/<str:case_number>/tasks/add/", tasking.add, name="add_task"),
    path("cases/<str:case_number>/tasks/<int:task_id>/", tasking.mark, name="mark_task"),
    path("cases/<str:case_number>/official/", conflicts.official, name="official"),
    path("cases/<str:case_number>/release/", conflicts.release, name="release"),
    path("cases/<str:case_number>/recuse/", conflicts.recuse, name="recuse"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<int:exclusion_id>/", conflicts.lift, name="lift"),
    path("bulk/", bulk.choose, name="bulk"),
    path("bulk/<uuid:public_id>/", bulk.carry_out, name="bulk_act"),
    path("bulk/<uuid:public_id>/undo/", bulk.undo, name="undo_bulk"),
    path("tasks/", tasking.tasks, name="tasks"),
]
