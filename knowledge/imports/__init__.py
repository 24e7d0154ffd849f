"""Imports: what another tool keeps as questions and answers, read as entries and written as a pack."""
