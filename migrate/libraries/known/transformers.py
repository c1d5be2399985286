"""What is known of Hugging Face's libraries."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="sentence_transformers. transformers.",
    trainers="accelerate. transformers.Trainer",
    changing={
        "model": "add_tokens resize_token_embeddings resume_training",
    },
    quiet={
        "model": "encode decode tokenize generate",
    },
    leaves_arguments="compute_metrics evaluate",
    safe="datasets. evaluate. sentence_transformers. tokenizers. transformers.",
    own_tables="datasets",
)
