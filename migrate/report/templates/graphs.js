// Both drawings together: what is chosen, followed, searched and folded shows on both sides.

const SMALLEST = 0.5; // a drawing begins with as much unfolded as can be read when it is seen whole
const MOST_FRAMES = 16; // of more, none begins unfolded

const SIDES = ["kedro", "hamilton"];
const panes = Object.fromEntries(
  SIDES.map((side) => {
    const figure = find(`.pane[data-side=${side}]`);
    const vertices = new Map(facts.graphs[side].nodes.map((each) => [each.id, each]));
    return [side, { side, figure, vertices, drawing: new Drawing(find("svg", figure), facts.graphs[side]), ...steps(facts.graphs[side]) }];
  }),
);
const otherSide = (side) => (side === "kedro" ? "hamilton" : "kedro");
const controls = Object.fromEntries(["find", "found", "pipeline", "follow", "with-parameters"].map((id) => [id, document.getElementById(id)]));
let chosen = null; // { side, id }

function steps({ nodes, edges }) {
  const [up, down] = [new Map(), new Map()];
  const add = (map, key, value) => (map.has(key) ? map.get(key).push(value) : map.set(key, [value]));
  for (const [start, end] of edges.map((edge) => edge.map((number) => nodes[number].id))) {
    add(up, end, start);
    add(down, start, end);
  }
  return { up, down };
}

function reached(steps, ids) {
  const seen = new Set(ids);
  for (const id of seen) for (const next of steps.get(id) ?? []) seen.add(next);
  return seen;
}

// --- choosing ---------------------------------------------------------------------------------

// Of several counterparts of a dataset, the box of the dataset itself says most.
function twins(side, id) {
  return (panes[side].vertices.get(id)?.twin ?? []).filter((each) => panes[otherSide(side)].vertices.has(each));
}

function choose(side, id, { scroll = false } = {}) {
  chosen = { side, id };
  unfoldAround([...boxesOf(side, [id]), ...boxesOf(otherSide(side), twins(side, id))]);
  mark();
  panes[side].drawing.reveal(boxesOf(side, [id]));
  panes[otherSide(side)].drawing.reveal(boxesOf(otherSide(side), twins(side, id)));
  const box = panes[side].drawing.byId.get(id);
  if (box) walkTo(panes[side], box, false);
  showDetail(side, id);
  intoView(scroll);
  history.replaceState(null, "", `#${side}=${encodeURIComponent(id)}`);
}

// The panel's beginning is seen below the drawings; where there is no room for both, alone.
function intoView(isAsked) {
  const panel = document.getElementById("detail");
  if (matchMedia("(max-width: 60rem)").matches) panel.scrollIntoView();
  else if (isAsked || panel.getBoundingClientRect().top > innerHeight - 140) document.getElementById("graphs").scrollIntoView();
}

function unchoose() {
  chosen = null;
  mark();
  document.getElementById("detail").hidden = true;
  history.replaceState(null, "", "#graphs");
}

const boxesOf = (side, ids) => ids.map((id) => panes[side].drawing.byId.get(id)).filter(Boolean);

// Marks the chosen box and its counterparts, and what is followed from them.
function mark() {
  for (const side of SIDES) {
    const { drawing, vertices, up, down } = panes[side];
    const own = !chosen ? [] : chosen.side === side ? [chosen.id] : twins(chosen.side, chosen.id);
    const way = controls.follow.value;
    const followed = own.length && way ? new Set([
      ...(way === "down" ? own : reached(up, own)),
      ...(way === "up" ? own : reached(down, own)),
    ]) : null;
    const pipeline = controls.pipeline.value;
    const isLit = (id) => (!followed || followed.has(id)) && (!pipeline || vertices.get(id).pipelines.includes(pipeline));
    const lit = followed || pipeline ? withFrames([...drawing.byId.values()].filter(({ id }) => isLit(id))) : null;
    drawing.mark({ chosen: new Set(boxesOf(side, own)), lit });
  }
}

// A frame stands for what is folded in it.
function withFrames(boxes) {
  const all = new Set(boxes);
  for (const box of all) if (box.parent) all.add(box.parent);
  return all;
}

// --- the panel --------------------------------------------------------------------------------

// What the tables say about a box: Kedro's node, dataset or parameter that it is or became.
function subjects(side, id) {
  const vertex = panes[side].vertices.get(id);
  const kedro = side === "kedro" ? [vertex] : vertex.twin.map((each) => panes.kedro.vertices.get(each)).filter(Boolean);
  const nodes = kedro.filter((each) => each.kind === "node");
  return { vertex, subjects: nodes.length ? nodes : kedro };
}

function showDetail(side, id, which = 0) {
  const panel = document.getElementById("detail");
  const { vertex, subjects: several } = subjects(side, id);
  const subject = several[which];
  const kind = subject?.kind ?? vertex.kind;
  const counterpart = twins(side, id).map((each) => panes[otherSide(side)].vertices.get(each).name);
  const close = make("button", { type: "button", class: "button", "aria-label": "Close", onclick: unchoose }, "Close");
  const title = make(
    "header",
    { class: "title" },
    make("div", {}, make("span", { class: "over" }, `${kind} · ${side === "kedro" ? "Kedro" : "Hamilton"}`),
      make("h3", {}, make("code", {}, vertex.name)),
      counterpart.length ? make("p", { class: "quiet" }, side === "kedro" ? "became " : "was ", counterpart.flatMap((each, i) => [i ? ", " : "", make("code", {}, each)])) : null),
    close,
  );
  const tabs = several.length < 2 ? null : make("p", { class: "tabs" }, "One for several: ", several.map((each, index) =>
    make("button", { type: "button", class: "button", "aria-pressed": String(index === which), onclick: () => showDetail(side, id, index) }, each.name)));
  const content = subject ? DETAILS[subject.kind](subject.name) : [only(vertex)];
  panel.replaceChildren(title, ...[tabs, ...content].filter(Boolean));
  panel.hidden = false;
}

// A box that is on one side only.
function only(vertex) {
  const text = absent("There is nothing like it on the other side.");
  return vertex.source === null || vertex.source === undefined ? text : make("div", {}, text, code(vertex.source));
}

function openByName(kind, name, options) {
  const vertex = facts.graphs.kedro.nodes.find((each) => each.kind === kind && each.name === name);
  if (vertex) choose("kedro", vertex.id, options);
  else openRow(kind, name);
}

// --- folding ----------------------------------------------------------------------------------

function fold(path, isFolded) {
  for (const side of SIDES) {
    const frames = panes[side].drawing.frames.filter((frame) => frame.path === path);
    for (const frame of frames) frame.folded = isFolded;
  }
  redraw();
}

function foldAll(isFolded) {
  for (const side of SIDES) for (const frame of panes[side].drawing.frames) frame.folded = isFolded;
  redraw();
  for (const side of SIDES) panes[side].drawing.fit();
}

function redraw() {
  for (const side of SIDES) {
    const { drawing, current } = panes[side];
    drawing.measure();
    drawing.draw();
    if (current && drawing.visible(current) !== current) walkTo(panes[side], drawing.visible(current), false);
  }
}

function unfoldAround(boxes) {
  const around = [...withFrames(boxes)].filter((each) => each.folded);
  const paths = new Set(around.map((frame) => frame.path));
  for (const side of SIDES) for (const frame of panes[side].drawing.frames) if (paths.has(frame.path)) frame.folded = false;
  if (boxes.some((box) => box.isParameter) && !controls["with-parameters"].checked) showParameters(true);
  else if (paths.size) redraw();
}

function showParameters(isShown) {
  controls["with-parameters"].checked = isShown;
  for (const side of SIDES) panes[side].drawing.withParameters = isShown;
  redraw();
}

// Keeps what was clicked where it is while what is around it moves.
function holding(pane, box, change) {
  const before = pane.drawing.place(box);
  change();
  const { view } = pane.drawing;
  const after = pane.drawing.place(box);
  pane.drawing.look({ ...view, x: view.x + (before.x - after.x) * view.k, y: view.y + (before.y - after.y) * view.k });
}

// --- searching --------------------------------------------------------------------------------

let hits = [];
let hit = -1;

function search() {
  const text = controls.find.value.trim().toLowerCase();
  hits = [];
  hit = -1;
  for (const side of SIDES) {
    const { drawing, vertices } = panes[side];
    const found = [...vertices.values()].filter(({ name, label }) => text && [name, label].some((each) => each.toLowerCase().includes(text)));
    hits.push(...found.map(({ id }) => [side, id]));
    drawing.mark({ hits: withFrames(boxesOf(side, found.map(({ id }) => id))) });
  }
  controls.found.textContent = text ? plural(hits.length, "hit") + (hits.length ? ", Enter shows the next" : "") : "";
}

function nextHit(step) {
  if (!hits.length) return;
  hit = (hit + step + hits.length) % hits.length;
  choose(...hits[hit]);
  controls.found.textContent = `${hit + 1} of ${plural(hits.length, "hit")}`;
}

// --- hands: pointer and keys ------------------------------------------------------------------

function takePointer(pane) {
  const { drawing } = pane;
  const { svg } = drawing;
  const down = new Map();
  let isDragged = false;
  const local = (event) => {
    const { left, top } = svg.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  svg.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, local(event));
    if (down.size === 1) isDragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!down.has(event.pointerId)) return;
    const [x, y] = local(event);
    const [fromX, fromY] = down.get(event.pointerId);
    if (!isDragged && Math.hypot(x - fromX, y - fromY) < 4) return;
    if (!isDragged) svg.setPointerCapture(event.pointerId);
    isDragged = true;
    if (down.size === 2) {
      const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      drawing.zoom(apart([x, y], other) / apart([fromX, fromY], other), (x + other[0]) / 2, (y + other[1]) / 2);
    } else {
      drawing.look({ ...drawing.view, x: drawing.view.x + x - fromX, y: drawing.view.y + y - fromY });
    }
    down.set(event.pointerId, [x, y]);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(name, (event) => down.delete(event.pointerId));
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    drawing.zoom(Math.exp(-event.deltaY / 300), ...local(event));
  }, { passive: false });
  svg.addEventListener("click", (event) => {
    if (isDragged) return;
    const target = event.target.closest(".box, .head");
    if (target) act(pane, target);
    else if (chosen) unchoose();
  });
  svg.addEventListener("keydown", (event) => takeKey(pane, event));
  // Thousands of titles would take as long to set as all else: a box gets its own when it is asked for.
  svg.addEventListener("pointerover", (event) => {
    const target = event.target.closest(".box");
    if (!target || find("title", target)) return;
    const title = document.createElementNS(svg.namespaceURI, "title");
    title.textContent = target.getAttribute("aria-label");
    target.prepend(title);
  });
}

function act(pane, target) {
  if (target.classList.contains("box")) {
    choose(pane.side, target.dataset.id);
    return;
  }
  const frame = pane.drawing.boxes.get(Number(target.parentNode.dataset.box));
  holding(pane, frame, () => fold(frame.path, !frame.folded));
  walkTo(pane, frame, false);
}

const handleOf = (box) => (box.inside ? box.head : box.element);

// One box of each side is reached by Tab; arrows go on from there.
function walkTo(pane, box, isFocused = true) {
  if (pane.current) handleOf(pane.current).setAttribute("tabindex", "-1");
  pane.current = box;
  handleOf(box).setAttribute("tabindex", "0");
  if (!isFocused) return;
  pane.drawing.reveal([box], 0);
  handleOf(box).focus({ preventScroll: true });
}

function takeKey(pane, event) {
  const { drawing, current } = pane;
  if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
  const seen = () => [...drawing.boxes.values()].filter((box) => box.parent && drawing.isShown(box) && drawing.visible(box) === box)
    .map((box) => [box, drawing.place(box)]).sort(([, a], [, b]) => a.y - b.y || a.x - b.x).map(([box]) => box);
  const beside = (step) => {
    const all = seen();
    return all[(all.indexOf(current) + step + all.length) % all.length];
  };
  const along = (steps, step) => {
    const next = (steps.get(current.id) ?? []).map((id) => drawing.byId.get(id)).find((box) => box && drawing.isShown(box));
    return next ? drawing.visible(next) : beside(step);
  };
  const moves = {
    ArrowRight: () => walkTo(pane, beside(1)),
    ArrowLeft: () => walkTo(pane, beside(-1)),
    ArrowDown: () => walkTo(pane, along(pane.down, 1)),
    ArrowUp: () => walkTo(pane, along(pane.up, -1)),
    Enter: () => act(pane, handleOf(current)),
    " ": () => act(pane, handleOf(current)),
    "+": () => drawing.zoom(1.3),
    "-": () => drawing.zoom(1 / 1.3),
    0: () => drawing.fit(),
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  moves[event.key]();
}

const ACTS = {
  in: (pane) => pane.drawing.zoom(1.3),
  out: (pane) => pane.drawing.zoom(1 / 1.3),
  fit: (pane) => pane.drawing.fit(),
  fold: () => foldAll(true),
  unfold: () => foldAll(false),
};

function canBeRead() {
  return SIDES.every((side) => {
    panes[side].drawing.measure();
    return panes[side].drawing.scale >= SMALLEST;
  });
}

function unfoldSome() {
  if (canBeRead()) return;
  const frames = SIDES.flatMap((side) => panes[side].drawing.frames);
  const byPath = grouped(frames, (frame) => frame.path);
  for (const frame of frames) frame.folded = true;
  if (byPath.size > MOST_FRAMES) return;
  for (const several of byPath.values()) {
    for (const frame of several) frame.folded = false;
    const isFolded = !canBeRead();
    for (const frame of several) frame.folded = isFolded;
  }
}

function fitAnew() {
  const drawings = SIDES.map((side) => panes[side].drawing);
  for (const drawing of drawings) drawing.resize();
  for (const drawing of drawings) if (!chosen) drawing.fit();
}

// --- the start --------------------------------------------------------------------------------

function startGraphs() {
  const start = SIDES.map((side) => panes[side]);
  for (const { drawing } of start) drawing.resize();
  unfoldSome();
  redraw();
  for (const pane of start) {
    pane.drawing.fit();
    takePointer(pane);
    const first = pane.drawing.whole.inside.find((box) => pane.drawing.isShown(box));
    if (first) walkTo(pane, first, false);
  }
  for (const button of findAll("#graphs [data-act]")) {
    button.addEventListener("click", () => ACTS[button.dataset.act](panes[button.closest(".pane")?.dataset.side]));
  }
  controls.find.addEventListener("input", search);
  controls.find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextHit(event.shiftKey ? -1 : 1);
  });
  controls.follow.addEventListener("change", mark);
  controls.pipeline.addEventListener("change", mark);
  controls["with-parameters"].addEventListener("change", (event) => showParameters(event.target.checked));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      controls.find.focus();
    }
    if (event.key === "Escape" && chosen) unchoose();
  });
  for (const name of ["resize", "beforeprint"]) window.addEventListener(name, fitAnew);
}
