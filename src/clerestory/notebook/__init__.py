"""The workbench in Python: ``import clerestory; ws = clerestory.open(path)``; answers as Arrow, Polars, pandas, and as tables and charts in a notebook."""
