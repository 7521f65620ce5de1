"""The HTTP application: JSON resources and exports over the workbench."""
