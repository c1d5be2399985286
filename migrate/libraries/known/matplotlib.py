"""What is known of Matplotlib."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "figure": """
            matplotlib.figure.Figure matplotlib.axes.Axes matplotlib.pyplot.Figure
            matplotlib.pyplot.Axes
        """,
    },
    changing_any="""
        add_subplot suptitle set_title set_xlabel set_ylabel set_property
    """,
    quiet={
        "figure": """
            savefig get_figure get_axes gca get_legend_handles_labels get_xticklabels
            get_yticklabels figure
        """,
    },
    leaves_arguments="""
        plot scatter bar barh pie imshow text annotate axhline axvline fill_between hist2d
        contour contourf legend set_xlabel set_ylabel set_title set_xticks set_yticks
        set_xticklabels set_yticklabels set_xlim set_ylim suptitle tick_params pcolormesh
        errorbar boxplot violinplot
    """,
    safe="matplotlib.",
    current="matplotlib.pyplot pylab",
    opens={
        (0,): """
            matplotlib.pyplot.imread matplotlib.pyplot.imsave matplotlib.pyplot.savefig
        """,
    },
    opening_methods="savefig imsave",
    plain_tables="matplotlib",
    distributions={
        "mpl_toolkits": "matplotlib",
        "pylab": "matplotlib",
    },
    submodules="matplotlib.figure matplotlib.pyplot",
    apart="matplotlib.figure.Figure",
)
