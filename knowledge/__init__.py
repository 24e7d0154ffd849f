"""What a bot knows: packs of YAML and the code that reads, checks and queries them."""
