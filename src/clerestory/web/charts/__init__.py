"""Charts: Vega-Lite specifications, drawn on the server, so that they need no script and are the same on the screen and in a file."""
