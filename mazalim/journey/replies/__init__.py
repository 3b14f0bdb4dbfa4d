"""The reply: points answered, draft, approval, sending, letters, promises."""
