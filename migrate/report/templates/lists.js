// The lists below the graphs, their filters, ticks, and the table of work.

// --- rows that are filled when they are opened ------------------------------------------------

const KINDS = ["node", "dataset", "parameter"];
const rowKind = (row) => KINDS.find((kind) => row.dataset[kind] !== undefined);

function fillRow(row) {
  if (!row.open || row.childElementCount > 1) return;
  const kind = rowKind(row);
  const name = row.dataset[kind];
  const show = make("p", { class: "show" }, make("button", { type: "button", class: "button", "data-open-box": kind, "data-name": name }, "Show in the graphs"));
  row.append(make("div", { class: "body" }, [...DETAILS[kind](name), show].filter(Boolean)));
}

function openRow(kind, name) {
  const row = findAll(`details[data-${kind}]`).find((each) => each.dataset[kind] === name);
  if (!row) return;
  row.open = true;
  fillRow(row);
  row.scrollIntoView();
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.row")) fillRow(event.target);
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.dataset.openBox) openByName(button.dataset.openBox, button.dataset.name, { scroll: true });
  for (const kind of KINDS) {
    const name = button.getAttribute(`data-open-${kind}`);
    if (name !== null) openByName(kind, name, { scroll: true });
  }
});

for (const rows of findAll(".rows")) rows.style.containIntrinsicSize = `auto ${rows.childElementCount * 33}px`;

// --- filters ----------------------------------------------------------------------------------

function takeFilters(form) {
  const section = document.getElementById(form.dataset.for);
  const items = findAll(".item", section).filter((item) => !item.closest(".more"));
  let words = null; // of each item, read when somebody first searches
  const apply = () => {
    words ??= items.map((item) => find("summary, div", item).textContent.toLowerCase());
    const wanted = Object.fromEntries(new FormData(form));
    const fits = (item, index) =>
      (!wanted.text || words[index].includes(wanted.text.trim().toLowerCase())) &&
      (!wanted.outcome || item.dataset.outcome === wanted.outcome) &&
      (!wanted.code || item.dataset.code === wanted.code) &&
      (!wanted.pipelines || JSON.parse(item.dataset.pipelines).includes(wanted.pipelines)) &&
      (!wanted.state || (wanted.state === "ticked") === find("input", item).checked);
    let count = 0;
    items.forEach((item, index) => {
      item.hidden = !fits(item, index);
      count += !item.hidden;
    });
    for (const cause of findAll(".cause", section)) cause.hidden = !find(".item:not([hidden])", cause);
    find("output", form).textContent = count === items.length ? "" : `${count} of ${items.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  section.addEventListener("change", (event) => event.target.dataset.check && apply());
  return apply;
}

const filters = Object.fromEntries(findAll(".filters").map((form) => [form.dataset.for, takeFilters(form)]));

for (const anchor of findAll("[data-filter-code]")) {
  anchor.addEventListener("click", () => {
    find("#checks .filters").elements.code.value = anchor.dataset.filterCode;
    filters.checks();
  });
}

// --- ticks ------------------------------------------------------------------------------------

const boxes = findAll("[data-check]");

function countTicks() {
  const ticked = boxes.filter((box) => box.checked).length;
  const text = document.getElementById("ticked");
  if (text) text.textContent = `${ticked} of ${boxes.length}`;
}

for (const box of boxes) {
  box.checked = kept[`tick ${box.dataset.check}`] === true;
  box.addEventListener("change", () => {
    keep(`tick ${box.dataset.check}`, box.checked || null);
    countTicks();
  });
}
countTicks();

// --- work -------------------------------------------------------------------------------------

const minutes = findAll(".work input");

function asTime(count) {
  const [hours, rest] = [Math.floor(count / 60), Math.round(count % 60)];
  return hours ? `${hours.toLocaleString("en")} h ${rest ? `${rest} min` : ""}` : `${rest} min`;
}

function countWork() {
  let whole = 0;
  for (const input of minutes) {
    const time = Number(input.dataset.count) * Math.max(0, Number(input.value) || 0);
    whole += time;
    find(".time", input.closest("tr")).textContent = asTime(time);
  }
  if (minutes.length) document.getElementById("time").textContent = asTime(whole);
}

for (const input of minutes) {
  const name = `minutes ${input.dataset.kind}`;
  if (kept[name] !== undefined) input.value = kept[name];
  input.addEventListener("input", () => {
    keep(name, input.value);
    countWork();
  });
}
countWork();

document.getElementById("copy").addEventListener("click", async (event) => {
  try {
    await navigator.clipboard.writeText(find(".commands").textContent);
    event.target.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(find(".commands"));
  }
});

// --- the start --------------------------------------------------------------------------------

startGraphs();
const asked = /^#(kedro|hamilton)=(.*)$/.exec(location.hash);
if (asked) {
  const id = [...panes[asked[1]].vertices.keys()].find((each) => encodeURIComponent(each) === asked[2]);
  if (id) choose(asked[1], id, { scroll: true });
}
performance.mark("ready");
// Whatever was asked for is painted before the sources are unpacked.
requestAnimationFrame(() => setTimeout(async () => {
  dispatchEvent(new Event("ready"));
  await sources;
  document.documentElement.dataset.ready = "";
}));
