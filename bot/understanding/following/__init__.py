"""What a message means behind those before it: words that point, ellipsis, picks from what was shown."""
