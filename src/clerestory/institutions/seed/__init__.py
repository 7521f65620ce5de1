"""Public reference facts that ship with the program, each with its source."""
