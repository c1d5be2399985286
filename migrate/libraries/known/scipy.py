"""What is known of SciPy."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "array": """
            scipy.sparse.csr_matrix scipy.sparse.csc_matrix scipy.sparse.coo_matrix
            scipy.sparse.spmatrix
        """,
    },
    changing={
        "array": "eliminate_zeros setdiag sort_indices sum_duplicates",
    },
    quiet={
        "array": """
            toarray todense tocsr tocsc tocoo getnnz multiply getrow getcol
        """,
    },
    calls_with_copies="minimize",
    safe="scipy.",
    shares="scipy.sparse.csc_matrix scipy.sparse.csr_matrix",
    plain_tables="scipy",
    submodules="scipy.io scipy.sparse",
)
