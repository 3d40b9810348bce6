"""The pages about what happened."""
