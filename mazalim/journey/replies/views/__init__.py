"""The pages of a reply: its points, draft and preview; its approval; its promises; standard texts."""
