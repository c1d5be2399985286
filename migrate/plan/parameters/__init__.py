"""Parameters: their values in each environment, their types, and the project's resolvers."""
