"""The protocol by which language models ask: the workbench's verbs as read-only tools, behind the same gate."""
