"""One-time codes to an e-mail address or a phone: issued, checked, throttled, forgotten."""
