"""The workbench in a browser: pages over the one object that front ends hold. No logic and no SQL here."""
