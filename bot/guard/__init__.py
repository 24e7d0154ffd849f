"""Who may call, how often, how much and how long; what every response says; what is never told."""
