"""What happens in a life: the reply and what follows from it, conflicts of interest."""
