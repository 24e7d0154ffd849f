"""The widget in a real Chromium. A package, so that its browser ends where its tests end."""
