// Pieces of files: with their places and line numbers, two sides beside each other.

// The piece of a number. In its `html`, highlighted text, everything of the project is escaped.
function code(index) {
  const figure = make("figure", { class: "source" });
  sources.then((all) => figure.append(...piece(all[index])));
  return figure;
}

function piece({ path, line, html }) {
  const body = make("code");
  body.innerHTML = html
    .split("\n")
    .map((text, index) => `<span class="line${text.includes("<mark") ? " changed" : ""}" data-line="${line ? line + index : ""}">${text || " "}</span>`)
    .join("");
  return [
    make("figcaption", {}, make("code", { class: "place" }, line ? `${path}:${line}` : path)),
    make("pre", { tabindex: "0", "aria-label": `${path}, line ${line}` }, body),
  ];
}

const absent = (text) => make("p", { class: "absent" }, text);

// Indexes of sources for each side; `missing` says what it means that a side has none.
function sideBySide(kedro, hamilton, missing = {}) {
  const column = (title, indexes, side) =>
    make(
      "div",
      { class: `side ${side}` },
      make("h4", {}, title),
      indexes.length ? indexes.map(code) : absent(missing[side] ?? "Nothing there."),
    );
  return make(
    "div",
    { class: "pair" },
    column("Kedro", kedro, "kedro"),
    column("Hamilton", hamilton, "hamilton"),
  );
}

function table(headers, rows, classes = () => "") {
  return make(
    "div",
    { class: "scroll" },
    make(
      "table",
      { class: "tight" },
      make("thead", {}, make("tr", {}, headers.map((each) => make("th", {}, each)))),
      make(
        "tbody",
        {},
        rows.map((row) => make("tr", { class: classes(row) }, row.map((cell) => make("td", {}, cell)))),
      ),
    ),
  );
}
