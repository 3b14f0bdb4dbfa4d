"""The words of roles."""

from django.utils.translation import gettext_lazy as _

from mazalim.accounts.models import Role

ROLES = {
    Role.OFFICER.value: _("Officer"),
    Role.SUPERVISOR.value: _("Supervisor"),
    Role.CENTRAL_OFFICER.value: _("Central officer"),
    Role.COUNTER_OFFICER.value: _("Counter officer"),
    Role.AUDITOR.value: _("Auditor"),
    Role.ADMINISTRATOR.value: _("Administrator"),
}
EXPLAINED = {
    Role.OFFICER.value: _("Works cases at one desk."),
    Role.SUPERVISOR.value: _("Approves replies and oversees one public body."),
    Role.CENTRAL_OFFICER.value: _("Screens what names no body, and rules where bodies disagree. Works at the central desk as well."),
    Role.COUNTER_OFFICER.value: _("Lodges for citizens at a counter or by telephone; reads no case."),
    Role.AUDITOR.value: _("Reads the list of changes, the seals and the logs; no case."),
    Role.ADMINISTRATOR.value: _("Looks after bodies, desks and accounts; no case. Goes with no other role."),
}
