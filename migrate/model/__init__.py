"""What a project is, what a migration decides, and what is said about both."""
