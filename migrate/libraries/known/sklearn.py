"""What is known of scikit-learn."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="sklearn.",
    changing={
        "model": """
            fit fit_transform fit_predict partial_fit set_params set_output append update build
            set_config
        """,
    },
    quiet={
        "model": """
            apply best_params_ coef cv_results_ decision_function get_feature_names
            get_feature_names_out get_params get_support intercept inverse_transform kneighbors
            predict predict_log_proba predict_proba save score score_samples staged_predict
            to_json transform
        """,
    },
    leaves_arguments="train_test_split split get_n_splits",
    gives_itself="fit partial_fit set_params set_output",
    parts="get_estimator named_steps",
    changed_parts="""
        base_estimator classifier estimator estimators final_estimator random_state regressor
        steps transformer transformer_list transformers
    """,
    safe="sklearn.",
    shares="""
        sklearn.utils.check_X_y sklearn.utils.check_array sklearn.utils.column_or_1d
        sklearn.utils.indexable sklearn.utils.validation.check_array
    """,
    draws="sklearn",
    plain_tables="sklearn",
    distributions={
        "sklearn": "scikit-learn scikit-learn-intelex",
    },
    submodules="sklearn.datasets",
)
