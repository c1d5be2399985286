"""One makes a JSON file, another one reads it as text."""

from kedro.pipeline import Pipeline, node


def scores(size):
    return [size]


def length(text):
    return len(text)


def register_pipelines():
    make = node(scores, "params:size", "scores@json")
    read = node(length, "scores@text", "length")
    return {"__default__": Pipeline([make, read])}
