"""What parameters stand for."""

from dataclasses import dataclass, field

from pydantic import BaseModel


@dataclass
class Engine:
    power: int
    fuels: list[str] = field(default_factory=list)


class Server(BaseModel):
    url: str
    retries: int = 0
