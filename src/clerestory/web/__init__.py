"""Pages: server-rendered, over the same application as the API."""
