"""What is computed from the plan: printed totals, budgets, and what is used of them."""
