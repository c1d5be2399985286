"""What Python source says: modules, scopes, definitions, and names that are resolved or renamed."""
