"""What a pack's example sentences teach, kept on disk, and whom a new sentence is like."""
