// All about one node, dataset or parameter.

const parameterFacts = new Map(facts.parameters.map((each) => [each.name, each]));
const present = (index) => (index === null || index === undefined ? [] : [index]);
const unique = (values) => [...new Set(values)];

const block = (title, ...content) => make("section", { class: "block" }, make("h4", {}, title), content);

function link(kind, name) {
  return make("button", { type: "button", class: "link", [`data-open-${kind}`]: name }, name);
}

const links = (kind, names) => names.map((name) => make("li", {}, link(kind, name)));

function nodeDetail(name) {
  const detail = facts.details[name];
  const pairs = detail.pairs.length ? detail.pairs : [{ kedro: null, hamilton: null }];
  // One Kedro function may be split: it stands once beside all that it became.
  const kedro = unique(pairs.flatMap((each) => present(each.kedro)));
  const hamilton = unique(pairs.flatMap((each) => present(each.hamilton)));
  return [
    make(
      "p",
      { class: "why" },
      chip(detail.outcome),
      " ",
      chip(detail.code, "plain"),
      " ",
      // What the first chip says already is not said again.
      sentence([detail.reason, detail.title].find((each) => each && each !== detail.outcome)),
      detail.copies.length ? copies(detail.copies) : null,
    ),
    findings(detail.checks),
    kedro.length > 1 && kedro.length === hamilton.length
      ? kedro.map((each, index) => sideBySide([each], [hamilton[index]]))
      : sideBySide(kedro, hamilton, {
          kedro: "The function is not in this project, or its source is not here.",
          hamilton: "No function was written for it.",
        }),
    make(
      "div",
      { class: "entries" },
      detail.inputs.map((each) => entry("takes", "dataset", each, facts.datasets[each]?.type || "in memory")),
      detail.parameters.map((each) => entry("takes", "parameter", each, "parameter")),
      detail.outputs.map((each) => entry("makes", "dataset", each, facts.datasets[each]?.type || "in memory")),
    ),
    make(
      "div",
      { class: "blocks" },
      proofBlock(detail.proof),
      block("Tests", detail.tests.length ? make("ul", { class: "plain" }, detail.tests.map(test)) : absent("None calls it by name.")),
      detail.tags.length ? block("Tags", detail.tags.map((each) => [chip(each, "plain"), " "])) : null,
    ),
    detail.call === null ? null : make("details", { class: "more" }, make("summary", {}, "Where Kedro's node is made"), code(detail.call)),
  ];
}

const sentence = (text) => (text ? prose(`${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`) : "");

function copies(several) {
  return make(
    "ul",
    { class: "copies" },
    several.map((each) => make("li", {}, "Copies ", make("code", {}, each.parameter), ": ", prose(each.reason))),
  );
}

const test = (each) =>
  make("li", {}, make("code", {}, each.name), " ", make("code", { class: "place" }, `${each.path}:${each.line}`));

function findings(ids) {
  const several = ids.map((id) => facts.checks[id]).filter(Boolean);
  if (!several.length) return null;
  return make(
    "ul",
    { class: "plain findings" },
    several.map((each) =>
      make("li", {}, chip(each.code, each.severity), " ", prose(each.message), " ", make("span", { class: "quiet" }, prose(each.advice))),
    ),
  );
}

// A dataset or parameter of a node: what both sides say of it shows when it is opened.
function entry(role, kind, name, type) {
  const row = make("details", { class: "entry" }, make("summary", {}, make("span", { class: "quiet role" }, role), make("code", {}, name), make("span", { class: "quiet" }, type)));
  row.addEventListener("toggle", () => {
    if (row.open && row.childElementCount === 1) row.append(make("div", { class: "body" }, catalogs(kind, name), make("p", {}, "All about ", link(kind, name))));
  });
  return row;
}

function catalogs(kind, name) {
  if (kind === "parameter") {
    const parameter = parameterFacts.get(name);
    return sideBySide(present(parameter?.kedro), present(parameter?.hamilton));
  }
  const dataset = facts.datasets[name];
  return sideBySide(unique(Object.values(dataset?.kedro ?? {})), [...(dataset?.hamilton ?? [])], {
    kedro: "No entry: Kedro keeps it in memory.",
    hamilton: "No entry: it is handed on in memory.",
  });
}

const isEqual = (status) => status === "equal" || status === "close";

function proofBlock(outcomes) {
  if (!facts.proof) return block("Proof", absent("Not verified."));
  if (!outcomes.length) return block("Proof", absent("No run compared what it makes."));
  const bad = outcomes.filter((each) => !isEqual(each.status));
  const headline = bad.length
    ? make("p", { class: "verdict bad" }, `Not equal in ${plural(bad.length, "comparison")}`)
    : make("p", { class: "verdict good" }, `Equal in all ${plural(outcomes.length, "comparison")}`);
  const rows = (several) =>
    several.map((each) => [each.dataset, each.pipeline, each.environment || "default", each.status, each.comparator]);
  const headers = ["Value", "Pipeline", "Environment", "Status", "Compared by"];
  const all = make("details", {}, make("summary", {}, "All comparisons"), table(headers, rows(outcomes)));
  return block("Proof", headline, bad.length ? bad.map(difference) : null, all);
}

// A difference as a small table.
function difference(each) {
  return make(
    "table",
    { class: "tight difference" },
    [
      ["Value", each.dataset],
      ["Run", `${each.pipeline}, ${each.environment || "default"}`],
      ["Status", each.status],
      ["First difference", each.detail || "not said"],
    ].map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value))),
  );
}

function datasetDetail(name) {
  const dataset = facts.datasets[name];
  if (!dataset) return [absent("It is in no catalog.")];
  const neighbours = (key) => Object.values(facts.details).filter((each) => each[key].includes(name)).map((each) => each.name);
  const [makers, takers] = [neighbours("outputs"), neighbours("inputs")];
  return [
    make("p", { class: "why" }, chip(dataset.outcome), " ", sentence(dataset.reason), " ", handoff(dataset.handoff)),
    catalogs("dataset", name),
    make(
      "div",
      { class: "blocks" },
      proofBlock(dataset.proof),
      makers.length ? block("Made by", make("ul", { class: "plain" }, links("node", makers))) : null,
      takers.length ? block("Taken by", make("ul", { class: "plain" }, links("node", takers))) : null,
      dataset.elsewhere.length ? block("In other environments", make("ul", { class: "plain" }, dataset.elsewhere.map(elsewhere))) : null,
      dataset.node ? block("In Hamilton", make("code", {}, dataset.node)) : null,
    ),
  ];
}

const elsewhere = ({ environment, outcome, reason }) =>
  make("li", {}, make("code", {}, environment), " ", chip(outcome), " ", make("span", { class: "quiet" }, sentence(reason)));

const HANDOFFS = {
  memory: "Who takes it gets the value itself.",
  reload: "Who takes it gets what loading gives.",
  none: "",
};
const handoff = (kind) => HANDOFFS[kind] ?? kind ?? "";

function parameterDetail(name) {
  const parameter = parameterFacts.get(name);
  if (!parameter) return [absent("It is in no file of parameters.")];
  const takers = Object.values(facts.details).filter((each) => each.parameters.includes(name)).map((each) => each.name);
  return [
    catalogs("parameter", name),
    make(
      "div",
      { class: "blocks" },
      takers.length ? block("Taken by", make("ul", { class: "plain" }, links("node", takers))) : null,
      parameter.environments.length ? block("Environments", parameter.environments.join(", ")) : null,
      block("In Hamilton", make("code", {}, parameter.node)),
    ),
  ];
}

const DETAILS = { node: nodeDetail, dataset: datasetDetail, parameter: parameterDetail };
