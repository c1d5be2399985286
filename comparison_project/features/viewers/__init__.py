"""The table "Kedro-Viz and the Hamilton UI" of the public comparison, a module for each row."""

TITLE = "Kedro-Viz and the Hamilton UI"
INTRO = (
    "Both servers run on this machine with the same history: a run of the whole example, a run "
    "that fails since `checks.min_rows` is 100000, and an edit of a function that nobody has "
    "committed, with which the Hamilton UI saw a third run. A browser looks at them and reaches "
    "no other host."
)
ROWS = (
    "interactive_viewer",
    "view_code",
    "code_versioning",
    "collapsible_view",
    "tags",
    "execution_observability",
    "artifact_lineage",
    "column_lineage",
    "compare_runs",
    "rich_artifacts",
)
