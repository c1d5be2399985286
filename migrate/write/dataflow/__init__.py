"""The written dataflow modules and their functions."""
