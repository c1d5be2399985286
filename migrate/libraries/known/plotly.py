"""What is known of Plotly."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "figure": """
            plotly.graph_objects.Figure plotly.graph_objs.Figure
            plotly.graph_objs._figure.Figure
        """,
    },
    changing_any="""
        add_trace add_traces update_layout update_traces update_xaxes update_yaxes
    """,
    quiet={
        "figure": "show to_html to_image write_html write_image to_plotly_json",
    },
    leaves_arguments="add_hline add_vline add_shape add_annotation",
    gives_itself="""
        update_layout update_traces update_xaxes update_yaxes add_trace add_traces
    """,
    safe="plotly.",
    opening_methods="write_html write_image",
    plain_tables="plotly",
    submodules="plotly.express plotly.io",
    apart="plotly.graph_objects.Figure",
)
