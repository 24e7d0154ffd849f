"""A pack as a Rasa project: Rasa understands, and calls our action server for the answers."""
