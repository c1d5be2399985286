"""What the configuration computes."""

REGIONS = {"nl": "eu-west", "us": "us-east"}


def region_of(country):
    return REGIONS[country]


def merged(under, over):
    return {**under, **over}
