"""Runs a Kedro project and its Hamilton migration side by side on data made here."""


class BadInput(Exception):
    """What was asked for cannot be done; the message says why in one sentence."""
