"""One file a page. Each has ``HANDLERS``; ``routes`` mounts them all."""
