"""The menu of the administrators' pages."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from mazalim.administration.bodies.words import kind_name
from mazalim.administration.desks.words import KINDS as DESK_KINDS
from mazalim.administration.frame.menu import MENU
from mazalim.administration.roles.words import ROLES

register = template.Library()


@register.inclusion_tag("administration/frame/menu.html", takes_context=True)
def administration_menu(context: Context) -> dict[str, Any]:
    """Where an administrator may go; an auditor sees the changes alone."""
    standing, home = context["standing"], reverse("administration:home")
    rest = context["request"].path.removeprefix(home)
    here = rest.partition("/")[0]
    items = [
        {"href": reverse(item.view), "label": item.label, "is_current": item.path == here}
        for item in MENU
        if standing.is_administrator or item.is_for_auditors
    ]
    return {"items": items}


@register.filter
def role_name(role: str) -> str:
    """Supervisor, for "supervisor"."""
    return str(ROLES.get(role, role))


@register.filter
def desk_kind(kind: str) -> str:
    """Integrity desk, for "integrity"."""
    return str(DESK_KINDS.get(kind, kind)).partition(":")[0]


@register.filter
def body_kind(kind: str) -> str:
    """Ministry, for "ministry"."""
    return kind_name(kind)
