"""What is typed of a reply, its points, its approval, its promises, and of standard texts."""
