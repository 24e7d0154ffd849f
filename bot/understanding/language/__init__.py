"""A message as words, its spelling mended, with the names and phrases of a pack found in it."""
