"""Codes K50.: what is most likely behind a difference that `migrate verify` finds."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K501": Rule(
        "error",
        "{detail}: the rows are the same in another order",
        "Look for what has no fixed order (a set, a folder's listing, a join, a parallel read) and "
        "for a sort that one side does not do.",
        meaning="Both sides have the same rows, in another order. Look at the function that makes "
        "the dataset first, then at how its inputs are loaded.",
        after="""
            dataset shuttles: different
              row 0 (id 3), column 'price': 40 in Kedro, 70 in Hamilton;
              3 of 3 rows differ, in 'id', 'price'
              likely cause K501: the rows are the same in another order
        """,
        differs=True,
    ),
    "K502": Rule(
        "error",
        "{detail}: the rows are the same under another index",
        "Check `index=` where the dataset is saved, `index_col=` where it is loaded, and whether "
        "one side reads it back from a file that does not keep the index.",
        meaning="Both sides have the same values, with other row labels, or with a column that was "
        "the index when the file was written. CSV files do not keep the index.",
        after="""
            dataset shuttles: different
              1 column only in Hamilton: 'Unnamed: 0'
              likely cause K502: the rows are the same under another index
        """,
        differs=True,
    ),
    "K503": Rule(
        "error",
        "{detail}: the columns are the same in another order",
        "Select the columns in the order that Kedro has: code that takes them by place, such as a "
        "fitted model, sees other data.",
        meaning="Both sides have the same columns, in another order.",
        after="""
            dataset shuttles: different
              the columns' order differs: column 0 is 'id' in Kedro, 'price' in Hamilton
              likely cause K503: the columns are the same in another order
        """,
        differs=True,
    ),
    "K504": Rule(
        "error",
        "{detail}: one side has read it back from a file, the other has not",
        "Compare how catalog.yml stores the dataset with how catalog.py hands it over; consumers "
        "must get what the file gives back.",
        meaning="The values are the same, but of other types, as it happens when a table goes "
        "through a CSV file or a dict through a JSON file: times become text, categories and "
        "nullable integers become plain columns, keys become text.",
        after="""
            dataset reviews: different
              column 'day': dtype str in Kedro, datetime64[us] in Hamilton
              likely cause K504: one side has read it back from a file, the other
              has not
        """,
        differs=True,
    ),
    "K505": Rule(
        "warning",
        "{detail}: only the last digits of numbers differ",
        "If rounding is all right, run again with a tolerance, such as `--rtol 1e-9`.",
        meaning="No number differs by more than a billionth of itself: sums were made in another "
        "order, by another number of threads or by another library version.",
        after="""
            dataset score: different
              0.30000000000000004 in Kedro, 0.3 in Hamilton
              likely cause K505: only the last digits of numbers differ
        """,
        differs=True,
    ),
    "K506": Rule(
        "error",
        "{detail}: a consumer gets an object that another one has changed",
        "Copy the input before it is changed: `table = table.copy()`.",
        meaning="The dataset was equal when it was made, but what a consumer gets is not: Kedro "
        "gives each consumer a copy of its own, Hamilton gives all of them one object.",
        after="""
            dataset orders: different
              as totals gets it in Hamilton: 1 column only in Hamilton: 'taxed'
              likely cause K506: a consumer gets an object that another one has changed
        """,
        differs=True,
    ),
    "K507": Rule(
        "error",
        "{detail}: one side computes what the other one loads",
        "Compare the nodes of the registered pipeline with the modules that driver.py takes for "
        "it: what a pipeline does not compute, it loads.",
        meaning="A registered pipeline may start from what another one has stored, such as a "
        "trained model. Computing it anew gives another result as soon as its inputs change.",
        after="""
            dataset model: different
              Kedro loads it in this pipeline, Hamilton computes it
              likely cause K507: one side computes what the other one loads
        """,
        differs=True,
    ),
    "K508": Rule(
        "error",
        "{detail}: it was not asked for",
        "Add it to what the pipeline asks for, in driver.py.",
        meaning="Kedro runs every node of a pipeline; Hamilton runs what is asked for and what "
        "that needs. A saver or a function with nothing but an effect has to be asked for.",
        after="""
            node send_report: missing
              it ran in Kedro, but reporting.send_report did not in Hamilton
              likely cause K508: it was not asked for
        """,
        differs=True,
    ),
    "K509": Rule(
        "error",
        "{detail}: it has the value of another dataset",
        "Compare the order of the names in the function's outputs, or of its arguments.",
        meaning="What this dataset holds on one side is what another one holds on the other: two "
        "outputs or two inputs were swapped.",
        after="""
            dataset X_train: different
              800 rows in Kedro, 200 in Hamilton
              likely cause K509: it has the value of another dataset
        """,
        differs=True,
    ),
    "K510": Rule(
        "error",
        "{detail}: the parameter has another value",
        "Compare parameters.py with the project's parameter files in this environment.",
        meaning="A parameter differs, and with it everything that is made of it.",
        after="""
            dataset params:rate: different
              0.5 in Kedro, 0.51 in Hamilton
              likely cause K510: the parameter has another value
        """,
        differs=True,
    ),
    "K511": Rule(
        "error",
        "{detail}: the Hamilton side wrote it in another folder",
        "A relative path starts from the current folder: run.py goes to the folder of the data "
        "before it runs anything, so look for code that changes the current folder, or that "
        "begins at `__file__`.",
        meaning="Both sides wrote a file under this path, but from different folders: Kedro runs "
        "in its project, and datasets and code that opens relative paths start there.",
        after="""
            file data/note.txt: missing
              only Kedro wrote it
              likely cause K511: the Hamilton side wrote it in another folder
        """,
        differs=True,
    ),
    "K516": Rule(
        "error",
        "{detail}: the lines are the same, with other ends",
        "Check `newline=`, `lineterminator=` and the mode (text or binary) that the file is opened "
        "in.",
        meaning="The text is the same but for the ends of its lines (`\\r\\n`, `\\n`, `\\r`), or "
        "for a last one. Programs that read it line by line may not notice; others do.",
        after="""
            file data/report.csv: different
              line 1: 'id,price\\r\\n' in Kedro, 'id,price\\n' in Hamilton
              likely cause K516: the lines are the same, with other ends
        """,
        differs=True,
    ),
}
