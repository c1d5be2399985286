"""What else a project holds: its layout, settings, hooks, and files of all kinds."""
