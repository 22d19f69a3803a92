// What fills the screen in a meeting. Everything comes as data and is set as text, never as markup.
const state = new WeakMap();
const NEXT = new Set(["ArrowRight", "PageDown"]);
const BACK = new Set(["ArrowLeft", "PageUp"]);
const NEARLY = 0.85;

function make(tag, kind, text) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
}

function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function line(it) {
  const row = make("li", "line");
  const symbol = make("span", "symbol", it.symbol);
  if (it.colour) symbol.style.color = it.colour;
  symbol.setAttribute("aria-hidden", "true");
  const told = make("span");
  told.append(make("span", "head", it.head));
  if (it.note) told.append(make("span", "note", it.note));
  row.append(symbol, told);
  return row;
}

function decided(it, word) {
  const box = make("p", "decided");
  box.append(make("b", "", `${word} ${it.code}: `), document.createTextNode(it.title));
  if (it.facts) box.append(make("span", "note", it.facts));
  return box;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const stage = parentElement.querySelector(".stage");
  if (!stage || !data) return;
  const known = state.get(stage) ?? {};
  state.set(stage, known);
  // Streamlit hands the same data over again when something else on the page was drawn anew.
  if (known.drawn !== data.drawn) {
    known.drawn = data.drawn;
    known.received = Date.now();
    known.elapsed = data.elapsed;
  }
  for (const [name, colour] of Object.entries(data.colours)) {
    stage.style.setProperty(`--${name}`, colour);
  }
  stage.lang = data.language;
  stage.setAttribute("aria-label", data.title);

  const step = (to) => {
    if (to && data.steers) setTriggerValue("step", { to, seen: data.seen });
  };
  const parts = [make("p", "kicker", data.kicker), make("h2", "title", data.title)];
  if (data.about) parts.push(make("p", "about", data.about));

  const timer = make("div", "timer");
  timer.setAttribute("role", "timer");
  timer.setAttribute("aria-label", data.words.time);
  const time = make("span", "time");
  const said = make("span", "said");
  timer.append(time, said);
  const side = make("div", "side");
  if (data.timed) side.append(timer);
  parts.push(side);

  if (data.lines.length) {
    const list = make("ul", "lines");
    list.append(...data.lines.map(line));
    parts.push(list);
  }
  if (data.empty) parts.push(make("p", "empty", data.empty));
  if (data.more) parts.push(make("p", "more", data.more));
  parts.push(...data.decided.map((it) => decided(it, data.words.decided)));

  const steps = make("div", "steps");
  const button = (kind, text, press) => {
    const made = make("button", kind, text);
    made.type = "button";
    made.onclick = press;
    steps.append(made);
  };
  if (data.steers) {
    if (data.previous) button("only-full", `← ${data.words.previous}`, () => step(data.previous));
    if (data.next) button("only-full", `${data.words.next} →`, () => step(data.next));
  }
  const isFull = () => (parentElement.fullscreenElement ?? document.fullscreenElement) !== null;
  if (document.fullscreenEnabled) {
    button("big-only", isFull() ? data.words.leave : data.words.full, () => {
      if (isFull()) document.exitFullscreen();
      else stage.requestFullscreen().then(() => stage.focus());
    });
  }
  side.append(steps);
  // A button that was in use keeps the focus when the screen is drawn anew.
  const focused = [...stage.querySelectorAll("button")].indexOf(parentElement.activeElement);
  stage.replaceChildren(...parts);
  if (focused >= 0) stage.querySelectorAll("button")[focused]?.focus();

  const tick = () => {
    const passed = data.running ? Math.floor((Date.now() - known.received) / 1000) : 0;
    const seconds = known.elapsed + passed;
    const left = data.allotted - seconds;
    const isOver = data.allotted > 0 && left < 0;
    const isNear = data.allotted > 0 && seconds >= data.allotted * NEARLY;
    time.textContent = isOver ? `+${clock(-left)}` : clock(seconds);
    timer.dataset.turn = isOver ? "over" : isNear ? "near" : "";
    const told = [];
    if (!data.running) told.push(data.words.paused);
    if (isOver) told.push(data.words.over);
    else if (isNear) told.push(data.words.near);
    if (data.allotted > 0) told.push(data.words.of);
    said.textContent = told.join(" · ");
  };
  tick();
  clearInterval(known.ticking);
  known.ticking = setInterval(tick, 500);

  stage.onkeydown = (event) => {
    const onButton = event.target.tagName === "BUTTON" && event.key === " ";
    if (onButton || event.ctrlKey || event.metaKey || event.altKey) return;
    if (NEXT.has(event.key)) step(data.next);
    else if (BACK.has(event.key)) step(data.previous);
    else return;
    event.preventDefault();
  };
  stage.onfullscreenchange = () => {
    const last = stage.querySelector(".steps .big-only");
    if (last) last.textContent = isFull() ? data.words.leave : data.words.full;
  };
  return () => clearInterval(known.ticking);
}
