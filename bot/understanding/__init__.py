"""Text → Understanding: steps that add evidence and keep the reason; the judge, last, alone disposes."""
