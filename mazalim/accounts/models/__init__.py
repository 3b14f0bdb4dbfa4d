"""Officers, roles and absences; keys of bodies' systems; the second step of signing in; sessions."""

from mazalim.accounts.models.officers import Absence, Grant, Officer, OfficerManager, Role, ServiceKey
from mazalim.accounts.models.sessions import OpenSession, SignInEvent
from mazalim.accounts.models.steps import CodeApp, Passkey, ProviderLink, RecoveryCode

__all__ = [
    "Absence",
    "CodeApp",
    "Grant",
    "Officer",
    "OfficerManager",
    "OpenSession",
    "Passkey",
    "ProviderLink",
    "RecoveryCode",
    "Role",
    "ServiceKey",
    "SignInEvent",
]
