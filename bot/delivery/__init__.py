"""Delivery: brings what waits in the outbox to those it is for."""
