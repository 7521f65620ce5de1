"""Long work of a server: adding files, looking at them, exports. Done by processes beside it, told of as it goes on, stopped at any moment."""
