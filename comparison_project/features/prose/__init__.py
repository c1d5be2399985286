"""What the public comparison claims in its text, a module for each claim."""

TITLE = "Claims in the text"
INTRO = "What the public comparison says between its tables, counted or shown."
ROWS = (
    "three_steps_as_printed",
    "no_strings_to_mistype",
    "assembling_many_nodes",
    "edited_function_changes_graph",
    "smaller_functions",
    "files_to_follow_a_dataset",
    "values_in_a_service",
    "slice_or_request",
    "one_file_is_enough",
    "fewer_things_to_learn",
    "credentials",
    "everything_in_python",
    "hamilton_inside_kedro",
)
