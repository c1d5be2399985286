"""What is new since the last run."""

import logging

logger = logging.getLogger(__name__)


def count(arrivals: dict) -> tuple[list, int]:
    return sorted(arrivals.values()), len(arrivals)


def report(ships: list, number: int) -> dict:
    return {"ships": ships, "number": number}


def look(visits: dict) -> list:
    return list(visits)


def log_visits(seen: list) -> None:
    logger.info("%d visits", len(seen))
