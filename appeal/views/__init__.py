"""The pages about the plan."""
