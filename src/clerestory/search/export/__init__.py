"""Writing the records of a question to a file or down a wire: one kind of file a module, batch by batch, never more than a few in memory."""
