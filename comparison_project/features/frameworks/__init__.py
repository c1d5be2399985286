"""The table "Kedro and Hamilton" of the public comparison, a module for each row."""

TITLE = "Kedro and Hamilton"
INTRO = "The rows of the public comparison's first table."
ROWS = (
    "focus",
    "code_structure",
    "in_memory_execution",
    "io_execution",
    "expressive_dag_definition",
    "column_level_transformations",
    "llm_applications",
    "static_visualization",
    "interactive_dag_viewer",
    "data_validation",
    "executors",
    "executor_extension",
    "dynamic_branching",
    "command_line_tool",
    "node_and_pipeline_testing",
    "jupyter_extensions",
)
