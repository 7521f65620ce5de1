"""A small synthetic record set, and a first session with it.

Everything in it is made up and says so: agencies of a state that does not exist, people that nobody is. It comes in the formats and with the
damages of the real files, so that it goes through the same code.
"""
