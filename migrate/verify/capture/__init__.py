"""Runs one side of a verification and keeps what its nodes get and give.

This package is shipped: it runs in the interpreter of the project that is verified, where nothing
else of ours can be imported, in any Python from 3.8 on.
"""
