"""Which institution a name in a record means: names read, a registry, comparison that explains itself, decisions that can be undone."""
