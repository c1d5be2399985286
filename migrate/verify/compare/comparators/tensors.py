"""Compare torch: tensors by their values, modules by their layers and weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different


def compare_tensors(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Tensors: dtype, shape, values, wherever they lie."""
    for fact in ("dtype", "shape", "layout", "requires_grad"):
        ours, theirs = getattr(kedro, fact), getattr(hamilton, fact)
        if ours != theirs:
            return different("torch", f"{fact} {ours} in Kedro, {theirs} in Hamilton")
    found = context.compare(_array(kedro), _array(hamilton))
    return replace(found, comparator="torch")


def _array(tensor: Any) -> Any:
    import torch

    plain = tensor.detach().cpu()
    if plain.layout != torch.strided:
        plain = plain.to_dense()
    # numpy has no bfloat16; float holds all of its values.
    return (plain.float() if plain.dtype == torch.bfloat16 else plain).numpy()


def compare_modules(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Modules: layers with their arguments, mode, then weights and buffers by name."""
    if repr(kedro) != repr(hamilton):
        return different("torch", f"layers: {context.compare(repr(kedro), repr(hamilton)).detail}")
    if kedro.training != hamilton.training:
        return different("torch", f"training {kedro.training} in Kedro, not in Hamilton")
    ours, theirs = (dict(module.state_dict()) for module in (kedro, hamilton))
    return replace(context.compare(ours, theirs), comparator="torch")
