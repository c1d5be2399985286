"""The written parameters, and the project's own resolvers."""
