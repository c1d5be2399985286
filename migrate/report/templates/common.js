// What all parts of the page use: the facts, elements, and what the browser keeps.
// Text of the project only ever goes into text nodes and attributes.

const textOf = (id) => document.getElementById(id).textContent;
const facts = JSON.parse(textOf("facts"));

// Sources are the bulk of the page: they are unpacked when all else is there.
const sources = new Promise((done) => addEventListener("ready", () => done(unpacked("sources")), { once: true }));

function unpacked(id) {
  const bytes = Uint8Array.from(atob(textOf(id)), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

const find = (selector, inside = document) => inside.querySelector(selector);
const findAll = (selector, inside = document) => [...inside.querySelectorAll(selector)];

const make = (tag, attributes = {}, ...content) => filled(document.createElement(tag), attributes, content);
const shape = (tag, attributes = {}, ...content) => filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, content);

function filled(element, attributes, content) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...content.flat(Infinity).filter((each) => each !== null && each !== undefined));
  return element;
}

const chip = (text, kind = text) => make("span", { class: `chip ${kind}` }, text);

// Sentences in which `this` is code.
const prose = (text) => text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function grouped(values, key) {
  const groups = new Map();
  for (const value of values) {
    const name = key(value);
    if (groups.has(name)) groups.get(name).push(value);
    else groups.set(name, [value]);
  }
  return groups;
}

// What a reader changes stays in this browser, for this migration.
const shelf = `migrate report ${facts.title} ${facts.hamilton.path}`;
const kept = (() => {
  try {
    return JSON.parse(localStorage.getItem(shelf)) ?? {};
  } catch {
    return {};
  }
})();

function keep(name, value) {
  if (value === null) delete kept[name];
  else kept[name] = value;
  try {
    localStorage.setItem(shelf, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: the page works, but forgets.
  }
}
