"""Where the written files go: a folder appears whole or not at all."""
