"""How like a text is to examples, by its words, its letters and its meaning; knows nothing of packs."""
