"""Compare scikit-learn estimators: parameters, fitted attributes, predictions."""

from __future__ import annotations

from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, Tolerance, different, equal, worst

NAME = "scikit-learn"
ROWS = 1000


def compare_estimators(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Estimators: parameters as given, what fitting left, then predictions where a captured table
    has the model's columns.
    """
    parameters = context.compare(kedro.get_params(deep=False), hamilton.get_params(deep=False))
    if parameters.status == "different":
        return different(NAME, f"parameters {parameters.detail}")
    fitted = context.compare(_fitted(kedro), _fitted(hamilton))
    predictions = _predictions(kedro, hamilton, context)
    if fitted.status == "different":
        same = predictions is not None and predictions.status == "equal"
        return different(
            NAME, f"fitted {fitted.detail}" + ("; predictions are equal" if same else "")
        )
    if predictions is not None and predictions.status == "different":
        return different(NAME, f"predictions {predictions.detail}")
    return worst(NAME, [parameters, fitted, predictions or equal(NAME)])


def _fitted(estimator: Any) -> dict[str, Any]:
    """Attributes that are no parameters."""
    given = set(estimator.get_params(deep=False))
    return {name: value for name, value in vars(estimator).items() if name not in given}


def _predictions(kedro: Any, hamilton: Any, context: Context) -> Comparison | None:
    """Both models' predictions for some rows; None where no captured table fits."""
    if not hasattr(kedro, "predict"):
        return None
    table = context.table_with(getattr(kedro, "feature_names_in_", None))
    if table is None:
        return None
    rows = table.head(ROWS)
    try:
        ours, theirs = kedro.predict(rows), hamilton.predict(rows)
    except Exception:
        # A table that fits by its columns may still hold what the model can't take.
        return None
    found = context.compare(ours, theirs)
    if found.status != "different" or not context.tolerance.exact:
        return found
    # Sums in threads may end in another last bit on each call.
    loose = context.loosely(Tolerance(rtol=1e-12))
    return equal(NAME) if loose.compare(ours, theirs).equal else found
