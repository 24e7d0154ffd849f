"""Where conversations live: one file each, one contract for all."""
