"""What is known of NetworkX."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "graph": """
            networkx.Graph networkx.DiGraph networkx.MultiGraph networkx.MultiDiGraph
        """,
    },
    changing={
        "graph": """
            add_edge add_edges_from add_node add_nodes_from add_weighted_edges_from clear
            remove_edge remove_edges_from remove_node remove_nodes_from update
        """,
    },
    safe="networkx.",
    changes={
        (0,): """
            networkx.add_cycle networkx.add_path networkx.add_star networkx.set_edge_attributes
            networkx.set_node_attributes
        """,
    },
    shares="networkx.freeze",
    opens={
        (0,): "networkx.read_gml networkx.read_graphml",
        (1,): "networkx.write_graphml",
    },
    plain_tables="networkx",
)
