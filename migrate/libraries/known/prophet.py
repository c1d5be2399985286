"""What is known of Prophet."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="fbprophet. prophet.",
    changing={
        "model": "add_regressor add_seasonality add_country_holidays",
    },
    quiet={
        "model": "make_future_dataframe plot_components",
    },
    safe="fbprophet. prophet.",
)
