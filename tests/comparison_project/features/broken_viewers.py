"""Broken variants of the probes of the viewers: a piece of code, and what stands there instead."""

from broken_probes import Variants

VIEWERS: Variants = {
    # A viewer that does nothing on a click.
    ("interactive-viewer", "kedro_viz"): (".click()", ".hover()"),
    ("interactive-viewer", "hamilton_ui"): (".click()", ".hover()"),
    # A dataset has no code; a viewer that does nothing on a click.
    ("view-code", "kedro_viz"): ("count_missing_scores", "outdated_companies"),
    ("view-code", "hamilton_ui"): (".click()", ".hover()"),
    # A page that tells what is looked for; a run that did not have the edit.
    ("code-versioning", "kedro_viz"): ('told("commit")', '"check_scores"'),
    ("code-versioning", "hamilton_ui"): ("code(run) for", 'code("2") for'),
    # Nothing is opened; what is grouped and what is collapsed are not the same.
    ("collapsible-view", "kedro_viz"): (".dblclick()", ".hover()"),
    ("collapsible-view", "hamilton_ui"): ("switches.nth(3)", "switches.nth(5)"),
    # Another tag, of more nodes; a word in place of a list.
    ("tags", "kedro_viz"): ("Training", "Check"),
    ("tags", "hamilton_ui"): ("kedro_tags=figure", "module=spaceflights.data_science"),
    # A view without runs; a run that succeeded.
    ("execution-observability", "kedro_viz"): ('"/workflow"', '"/"'),
    ("execution-observability", "hamilton_ui"): ("runs/2", "runs/1"),
    # Text that is shown; a node that saves nothing.
    ("artifact-lineage", "kedro_viz"): ("findall(VERSION", 'findall("regressor"'),
    ("artifact-lineage", "hamilton_ui"): ("task/saved", "task/largest"),
    # A name that nodes have; a column with less downstream.
    ("column-lineage", "kedro_viz"): (
        'has_text="company_rating").count',
        'has_text="companies").count',
    ),
    ("column-lineage", "hamilton_ui"): ('"price", exact', '"value", exact'),
    # Links to other sites as well; a single run.
    ("compare-runs", "kedro_viz"): ('a[href^="/"]', "a"),
    ("compare-runs", "hamilton_ui"): ("runs/1,3", "runs/1"),
    # A dataset in memory has no preview; text that is shown.
    ("rich-artifacts", "kedro_viz"): ("preprocessed_companies", "unique_companies"),
    ("rich-artifacts", "hamilton_ui"): ("Gabon", "company_rating"),
}
