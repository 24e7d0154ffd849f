"""What keywords and patterns of a pack say: rules, cues, scripts, and what visitors tell in passing."""
