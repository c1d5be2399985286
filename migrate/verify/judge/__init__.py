"""Judge what two runs gave: dataset by dataset, and where a difference starts."""
