// One drawing: what is unfolded is in the document, in its place; panning and zooming.
// `spread` and `packed` do what migrate/report/layout.py does for the whole.

const [ACROSS, DOWN, APART, PADDING, TITLE, SWEEPS] = [16, 34, 28, 14, 22, 8];
const [WHOLE, INSIDE] = [1.5, 4]; // shapes: how wide to how high
const [FOLDED, LETTER, LONGEST] = [34, 6.9, 30];
const NEAR = 0.42; // at which labels can be read
const short = (label) => (label.length > LONGEST ? `${label.slice(0, LONGEST - 9)}…${label.slice(-8)}` : label);
const mean = (numbers, otherwise) => (numbers.length ? numbers.reduce((a, b) => a + b) / numbers.length : otherwise);

// Centres as near as can be to the wished ones, in this order and without overlap.
function spread(wished, widths) {
  const offsets = [0];
  for (let i = 1; i < widths.length; i++) offsets.push(offsets[i - 1] + (widths[i - 1] + widths[i]) / 2 + ACROSS);
  const blocks = [];
  wished.forEach((wish, i) => {
    let [total, count] = [wish - offsets[i], 1];
    while (blocks.length && blocks.at(-1)[0] / blocks.at(-1)[1] > total / count) {
      const [more, others] = blocks.pop();
      [total, count] = [total + more, count + others];
    }
    blocks.push([total, count]);
  });
  const means = blocks.flatMap(([total, count]) => Array(count).fill(total / count));
  return means.map((each, i) => each + offsets[i]);
}

// Boxes that edges join, in the rows and the order that they had: their places and the size.
function inRows(boxes, pairs) {
  const rows = [...grouped(boxes, (box) => Math.round(box.first.y + box.first.h / 2))];
  rows.sort(([a], [b]) => a - b);
  const near = new Map(boxes.map((box) => [box, [[], []]]));
  for (const [start, end] of pairs) {
    near.get(end)[0].push(start);
    near.get(start)[1].push(end);
  }
  const x = new Map(boxes.map((box) => [box, 0]));
  const lines = rows.map(([, row]) => row.sort((a, b) => a.first.x + a.first.w / 2 - b.first.x - b.first.w / 2));
  const settle = (row, wish) => spread(row.map(wish), row.map((box) => box.w)).forEach((at, i) => x.set(row[i], at));
  for (const row of lines) settle(row, () => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const row of sweep % 2 ? [...lines].reverse() : lines) {
      settle(row, (box) => mean(near.get(box)[sweep % 2].map((each) => x.get(each)), x.get(box)));
    }
  }
  const left = Math.min(...boxes.map((box) => x.get(box) - box.w / 2));
  let top = 0;
  const places = new Map();
  for (const row of lines) {
    const height = Math.max(...row.map((box) => box.h));
    for (const box of row) places.set(box, [x.get(box) - box.w / 2 - left, top + (height - box.h) / 2]);
    top += height + DOWN;
  }
  return { places, w: Math.max(...boxes.map((box) => x.get(box) + box.w / 2)) - left, h: top - DOWN };
}

function components(boxes, pairs) {
  const root = new Map(boxes.map((box) => [box, box]));
  const top = (box) => {
    while (root.get(box) !== box) box = root.get(box);
    return box;
  };
  for (const [start, end] of pairs) root.set(top(start), top(end));
  return [...grouped(boxes, top).values()];
}

// Parts in rows.
function packed(parts, shape) {
  const area = parts.reduce((sum, part) => sum + (part.w + APART) * (part.h + APART), 0);
  const limit = Math.max(...parts.map((part) => part.w), Math.sqrt(shape * area));
  let [left, top, height, width] = [0, 0, 0, 0];
  for (const part of [...parts].sort((a, b) => b.h - a.h)) {
    if (left && left + part.w > limit) [left, top, height] = [0, top + height + APART, 0];
    for (const [box, [x, y]] of part.places) [box.x, box.y] = [x + left, y + top];
    left += part.w + APART;
    [width, height] = [Math.max(width, left - APART), Math.max(height, part.h)];
  }
  return { w: width, h: top + height };
}

// Where the boxes of a side lie: what migrate/report/drawing.py found, and the frames around them.
class Drawing {
  constructor(svg, { nodes, edges, boxes, frames, curves }) {
    this.svg = svg;
    this.view = { x: 0, y: 0, k: 1 };
    this.withParameters = false;
    [this.chosen, this.lit, this.hits, this.labelled] = [new Set(), null, new Set(), new Set()];
    this.boxes = new Map(nodes.map((vertex, number) => [number, placed(number, boxes[number], { id: vertex.id, vertex, isParameter: vertex.kind === "parameter" })]));
    this.byId = new Map([...this.boxes.values()].map((box) => [box.id, box]));
    for (const { number, label, place } of frames) this.boxes.set(number, placed(number, place, { label, edges: [], folded: false, path: "" }));
    for (const { number, inside } of frames) {
      const frame = this.boxes.get(number);
      frame.inside = inside.map((each) => this.boxes.get(each));
      for (const box of frame.inside) box.parent = frame;
      for (const box of frame.inside) if (box.edges) box.path = `${frame.path}\u0000${box.label}`;
    }
    this.whole = this.boxes.get(-1);
    this.whole.element = find(".world", svg);
    this.frames = [...this.boxes.values()].filter((box) => box.inside && box !== this.whole);
    this.edges = edges.map(([from, to]) => met(this.boxes.get(from), this.boxes.get(to), curves[`${from} ${to}`]));
    for (const edge of this.edges) edge.frame.edges.push(edge);
  }

  // --- places -------------------------------------------------------------------------------

  isShown(box) {
    return this.withParameters || !box.isParameter;
  }

  // Where everything goes; `draw` then moves what is seen.
  measure() {
    const pairs = new Map();
    for (const { frame, ends } of this.edges) {
      if (frame.folded || !ends.every((box) => this.isShown(box))) continue;
      if (!pairs.has(frame)) pairs.set(frame, new Map());
      pairs.get(frame).set(`${ends[0].number} ${ends[1].number}`, ends);
    }
    this.#settle(this.whole, pairs);
  }

  #settle(frame, pairs) {
    if (frame.folded) {
      Object.assign(frame, { w: 64 + LETTER * Math.min(frame.label.length, LONGEST), h: FOLDED, moved: true });
      return;
    }
    const shown = frame.inside.filter((box) => this.isShown(box));
    for (const box of shown) if (box.inside) this.#settle(box, pairs);
    frame.moved = shown.length < frame.inside.length || shown.some((box) => box.moved);
    if (!frame.moved) {
      for (const box of shown) Object.assign(box, { x: box.first.x, y: box.first.y });
      Object.assign(frame, { w: frame.first.w, h: frame.first.h });
      return;
    }
    const joined = [...(pairs.get(frame)?.values() ?? [])];
    const parts = components(shown, joined).map((part) => {
      const inPart = new Set(part);
      return inRows(part, joined.filter(([start]) => inPart.has(start)));
    });
    const size = parts.length ? packed(parts, frame.parent ? INSIDE : WHOLE) : { w: 0, h: 0 };
    const top = PADDING + (frame.parent ? TITLE : 0);
    for (const box of shown) [box.x, box.y] = [box.x + PADDING, box.y + top];
    frame.w = Math.max(size.w, frame.parent ? 64 + LETTER * Math.min(frame.label.length, LONGEST) : 0) + 2 * PADDING;
    frame.h = size.h + top + PADDING;
  }

  // The box itself, or the outermost folded frame around it.
  visible(box) {
    let found = box;
    for (let each = box.parent; each; each = each.parent) if (each.folded) found = each;
    return found;
  }

  place(box) {
    return { ...under(this.whole, box), w: box.w, h: box.h };
  }

  // --- elements -----------------------------------------------------------------------------

  draw() {
    this.#drawInside(this.whole);
    this.#label();
  }

  // What a folded frame holds is made when it is first opened, and leaves the document with it.
  #drawInside(frame) {
    frame.content ??= shape("g", {}, shape("path", { class: "edge" }), shape("path", { class: "edge lit" }));
    for (const box of frame.inside) {
      if (!this.isShown(box)) {
        box.element?.remove();
        continue;
      }
      this.#draw(box);
      if (box.element.parentNode !== frame.content) frame.content.append(box.element);
      if (box.inside && !box.folded) this.#drawInside(box);
      else box.content?.remove();
    }
    this.#drawEdges(frame);
    if (frame.content.parentNode !== frame.element) frame.element.append(frame.content);
  }

  #draw(box) {
    if (!box.element) {
      box.element = box.inside ? frameElement(box) : boxElement(box);
      this.#paint(box);
    }
    const drawn = [box.x, box.y, box.w, box.h, box.folded].join(" ");
    if (box.drawn === drawn) return;
    box.drawn = drawn;
    if (!box.inside) {
      for (const [name, at] of [["x", box.x], ["y", box.y]]) box.parts.border.setAttribute(name, at);
      for (const [name, at] of [["x", box.x + box.w / 2], ["y", box.y + box.h / 2 + 4]]) box.parts.text.setAttribute(name, at);
      return;
    }
    box.element.setAttribute("transform", `translate(${box.x} ${box.y})`);
    const { border, grip, sign, many } = box.parts;
    box.element.classList.toggle("folded", box.folded);
    box.head.setAttribute("aria-expanded", String(!box.folded));
    sign.setAttribute("d", box.folded ? "M12,13l4,4l-4,4" : "M10,9l4,4l4,-4");
    for (const text of findAll("text", box.head)) text.setAttribute("y", box.folded ? 21 : 15);
    many.setAttribute("x", box.w - 10);
    for (const part of [border, grip]) part.setAttribute("width", box.w);
    border.setAttribute("height", box.h);
    grip.setAttribute("height", box.folded ? box.h : 22);
  }

  // Edges between the same two boxes, which may be folded frames, are one line.
  #drawEdges(frame) {
    frame.lines = new Map();
    for (const edge of frame.edges) {
      if (![edge.from, edge.to].every((box) => this.isShown(box))) continue;
      const ends = [this.visible(edge.from), this.visible(edge.to)];
      const key = `${ends[0].number} ${ends[1].number}`;
      if (!frame.lines.has(key)) {
        const stays = edge.curve && !frame.moved;
        frame.lines.set(key, { line: withArrow(stays ? edge.curve : curve(frame, ...ends)), edges: [] });
      }
      frame.lines.get(key).edges.push(edge);
    }
    this.#paintEdges(frame);
  }

  // Only what is in view and near has its label: each zoom lays all labels out anew.
  #label() {
    const { size, view: { x, y, k } } = this;
    const inView = [];
    const look = (frame, left, top) => {
      for (const box of frame.inside) {
        const [l, t] = [left + box.x * k, top + box.y * k];
        if (!this.isShown(box) || l > size.width || t > size.height || l + box.w * k < 0 || t + box.h * k < 0) continue;
        if (!box.inside) inView.push(box);
        else if (!box.folded) look(box, l, t);
      }
    };
    if (k >= NEAR) look(this.whole, x, y);
    const labelled = new Set(inView);
    for (const box of this.labelled) if (!labelled.has(box)) box.parts.text.remove();
    for (const box of labelled) if (!this.labelled.has(box)) box.element.append(box.parts.text);
    this.labelled = labelled;
  }

  // What is chosen, what is lit (null if nothing is dimmed), what was found: sets of boxes.
  mark(marks) {
    Object.assign(this, marks);
    this.svg.classList.toggle("dims", this.lit !== null);
    for (const box of this.boxes.values()) if (box.element && box !== this.whole) this.#paint(box);
    for (const frame of [this.whole, ...this.frames]) if (frame.lines) this.#paintEdges(frame);
  }

  #paint(box) {
    const { classList } = box.element;
    classList.toggle("chosen", this.chosen.has(box));
    classList.toggle("lit", Boolean(this.lit?.has(box)));
    classList.toggle("hit", this.hits.has(box));
  }

  // One element for all lines of a frame, and one for those that are lit.
  #paintEdges(frame) {
    const [plain, lit] = [[], []];
    for (const { line, edges } of frame.lines.values()) {
      const isLit = this.lit && edges.some(({ from, to }) => this.lit.has(from) && this.lit.has(to));
      (isLit ? lit : plain).push(line);
    }
    [plain, lit].forEach((lines, index) => {
      const [path, d] = [frame.content.children[index], lines.join("")];
      if (path.getAttribute("d") !== d) path.setAttribute("d", d);
    });
  }

  // --- the view -----------------------------------------------------------------------------

  // Kept, for asking the browser while something changes costs a layout of the page.
  resize() {
    this.size = { width: this.svg.clientWidth, height: this.svg.clientHeight };
  }

  // At which the whole is seen.
  get scale() {
    return Math.min(this.size.width / this.whole.w, this.size.height / this.whole.h, 1.1);
  }

  fit() {
    const { width, height } = this.size;
    const k = this.scale;
    this.look({ k, x: (width - this.whole.w * k) / 2, y: (height - this.whole.h * k) / 2 });
  }

  look(view) {
    this.view = view;
    this.whole.element.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
    this.#label();
  }

  zoom(factor, x = this.size.width / 2, y = this.size.height / 2) {
    const k = Math.min(4, Math.max(0.02, this.view.k * factor));
    const ratio = k / this.view.k;
    this.look({ k, x: x - (x - this.view.x) * ratio, y: y - (y - this.view.y) * ratio });
  }

  // Brings boxes into the middle, large enough to be read.
  reveal(boxes, least = 0.75) {
    if (!boxes.length) return;
    const places = boxes.map((box) => this.place(this.visible(box)));
    const k = Math.max(this.view.k, least);
    const [x, y] = [mean(places.map((each) => each.x + each.w / 2), 0), mean(places.map((each) => each.y + each.h / 2), 0)];
    const { width, height } = this.size;
    const [left, top] = [x * k + this.view.x, y * k + this.view.y];
    const isInside = k === this.view.k && left > 40 && left < width - 40 && top > 30 && top < height - 30;
    if (!isInside) this.look({ k, x: width / 2 - x * k, y: height / 2 - y * k });
  }
}

// A box or frame; `first` is where it lies while nothing is folded or hidden.
function placed(number, [x, y, w, h], more) {
  return { number, x, y, w, h, first: { x, y, w, h }, ...more };
}

function boxElement(box) {
  const { kind, name, label, outcome } = box.vertex;
  const border = shape("rect", { width: box.w, height: box.h, rx: kind === "node" ? 5 : box.h / 2 });
  box.parts = { border, text: shape("text", {}, short(label)) };
  const said = `${kind} ${name}${outcome && `, ${outcome}`}`;
  return shape("g", { class: `box ${kind} ${outcome.replaceAll(" ", "-")}`, "data-box": box.number, "data-id": box.id, role: "button", tabindex: "-1", "aria-label": said }, border);
}

function frameElement(frame) {
  const count = (box) => (box.inside ? box.inside.reduce((sum, each) => sum + count(each), 0) : Number(box.vertex.kind === "node"));
  const nodes = count(frame);
  const [border, grip, sign] = [["rect", "border"], ["rect", "grip"], ["path", "sign"]].map(([tag, name]) => shape(tag, { class: name, ...(tag === "rect" && { rx: 6 }) }));
  const many = shape("text", { class: "many" }, nodes);
  frame.parts = { border, grip, sign, many };
  frame.head = shape(
    "g",
    { class: "head", role: "button", tabindex: "-1", "aria-label": `${frame.label} (${plural(nodes, "node")})` },
    shape("title", {}, frame.label), grip, sign, shape("text", { x: 24 }, short(frame.label)), many,
  );
  return shape("g", { class: "frame", "data-box": frame.number }, border, frame.head);
}

// An edge belongs to the innermost frame that holds both ends, in two boxes of it.
function met(from, to, curve) {
  const way = (box) => (box ? [...way(box.parent), box] : []);
  const [a, b] = [way(from), way(to)];
  const parting = a.findIndex((box, index) => box !== b[index]);
  return { from, to, curve, frame: a[parting - 1], ends: [a[parting], b[parting]] };
}

function under(frame, box) {
  let [x, y] = [box.x, box.y];
  for (let outer = box.parent; outer && outer !== frame; outer = outer.parent) [x, y] = [x + outer.x, y + outer.y];
  return { x, y };
}

function curve(frame, start, end) {
  const [a, b] = [under(frame, start), under(frame, end)];
  const [x1, y1, x2, y2] = [a.x + start.w / 2, a.y + start.h, b.x + end.w / 2, b.y];
  const bend = Math.max(Math.abs(y2 - y1) / 2, 12);
  return `M${x1},${y1}C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`;
}

// Markers would need an element for each edge.
function withArrow(line) {
  const [bendX, bendY, x, y] = line.match(/-?[\d.]+/g).slice(-4).map(Number);
  const angle = Math.atan2(y - bendY, x - bendX);
  const wing = (turn) => `${(x - 5 * Math.cos(angle + turn)).toFixed(1)},${(y - 5 * Math.sin(angle + turn)).toFixed(1)}`;
  return `${line}M${wing(0.5)}L${x},${y}L${wing(-0.5)}`;
}
