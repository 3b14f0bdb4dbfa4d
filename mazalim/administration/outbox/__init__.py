"""Dead letters of the outbox: what could not be sent or done."""
