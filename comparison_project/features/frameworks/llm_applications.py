"""Applications around a language model, with a stand-in for the model."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import llm_context_node, node, pipeline, tool
    from kedro.runner import SequentialRunner

    def make_lookup(docs: dict):
        def lookup(word: str) -> str:
            return docs[word]

        return lookup

    def answer(context, question: str) -> str:
        return context.llm(context.prompts["prompt"], context.tools["lookup"](question))

    context = llm_context_node(
        outputs="context", llm="llm", prompts=["prompt"], tools=[tool(make_lookup, "docs")]
    )
    nodes = pipeline([context, node(answer, ["context", "question"], "answer")])
    known = {"llm": MemoryDataset(lambda *said: " ".join(said), copy_mode="assign")}
    known |= {"prompt": MemoryDataset("Say:"), "docs": MemoryDataset({"a": "one", "b": "two"})}
    answers = []
    for question in ("a", "b"):
        catalog = DataCatalog({**known, "question": MemoryDataset(question)})
        answers.append(SequentialRunner().run(nodes, catalog)["answer"].load())
    return {"answers": answers}


def hamilton() -> dict:
    from collections.abc import Callable

    from hamilton import ad_hoc_utils, driver

    def found(question: str, docs: dict) -> str:
        return docs[question]

    def answer(llm: Callable, found: str) -> str:
        return llm("Say:", found)

    dataflow = ad_hoc_utils.create_temporary_module(found, answer)
    built = driver.Builder().with_modules(dataflow).build()
    known = {"llm": lambda *said: " ".join(said), "docs": {"a": "one", "b": "two"}}
    answers = [
        built.execute(["answer"], inputs={**known, "question": question})["answer"]
        for question in ("a", "b")
    ]
    return {"answers": answers}


ROW = Row(
    title="LLM applications",
    claim="Kedro: limited by running in memory and returning values. Hamilton: easy, since it is "
    "declarative and in memory.",
    kedro=Side(
        "Answers come back in memory, and `llm_context_node` puts a model, prompts and tools "
        "together. Each question needs a catalog of its own.",
        Probe(
            kedro,
            sees={"answers": ["Say: one", "Say: two"]},
            says="A node of Kedro's own for models, prompts and tools answered {answers}.",
        ),
    ),
    hamilton=Side(
        "A model is an input, a prompt a function; a driver answers question after question.",
        Probe(
            hamilton,
            sees={"answers": ["Say: one", "Say: two"]},
            says="One driver answered {answers}.",
        ),
    ),
    verdict="out of date",
    better="even",
    why="Kedro now has nodes and datasets made for language models; Hamilton needs nothing "
    "special, and asks for less around them.",
)
