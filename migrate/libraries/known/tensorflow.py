"""What is known of TensorFlow and Keras."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    unchanging="tensorflow.data. tensorflow.Tensor",
    models="keras. tensorflow.",
    changing={
        "model": """
            compile add load_weights train_on_batch load_model set_weights reset_states
            fit_generator
        """,
    },
    quiet={
        "model": """
            evaluate summary predict_generator predict_on_batch get_weights get_layer
            count_params save_weights get_config
        """,
        "frozen": "prefetch",
    },
    parts="get_layer",
    safe="keras. tensorflow.",
    draws="keras tensorflow tf_keras",
    opening_methods="save_weights load_weights",
    distributions={
        "tensorflow": "tensorflow tensorflow-cpu tensorflow-gpu tensorflow-macos",
    },
)
