"""Officers, their roles and absences, sign-in, keys of bodies' own systems. Citizens have no account."""
