"""What is sent by e-mail and SMS; every text in one drawer, in every language."""
