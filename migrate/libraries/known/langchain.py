"""What is known of LangChain."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    unchanging="""
        langchain. langchain_anthropic. langchain_core. langchain_openai.
    """,
    quiet={
        "frozen": """
            invoke ainvoke from_messages with_structured_output bind_tools
        """,
    },
    leaves_arguments="format_messages invoke ainvoke batch stream",
    safe="""
        langchain. langchain_community. langchain_core. langchain_openai. langgraph.
    """,
)
