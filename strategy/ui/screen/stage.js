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

// --- a round of reflection ---

function meter(it) {
  const box = make("div", "turnout");
  const bar = make("div", "meter");
  const filled = make("div", it.answered >= it.expected ? "filled all" : "filled");
  filled.style.width = `${Math.min(100, (100 * it.answered) / it.expected)}%`;
  bar.append(filled);
  bar.setAttribute("aria-hidden", "true");
  const told = make("p", "count", it.turnout);
  told.setAttribute("role", "status");
  box.append(told, bar);
  return box;
}

function spread(it) {
  const box = make("div", "spread");
  const told = [it.turnout, it.said].filter(Boolean).join(" · ");
  if (told) box.append(make("p", "said-so", told));
  const list = make("ul", "bars");
  const most = Math.max(...it.bars.map((bar) => bar.count), 1);
  for (const { name, count } of it.bars) {
    const row = make("li", "bar");
    const track = make("span", "track");
    const filled = make("span", "filled");
    filled.style.width = `${(100 * count) / most}%`;
    track.append(filled);
    track.setAttribute("aria-hidden", "true");
    row.append(make("span", "name", name), track, make("b", "", String(count)));
    list.append(row);
  }
  box.append(list);
  return box;
}

function heaps(it, words) {
  const box = make("div", "heaps");
  const isLaid = it.heaps.some((heap) => heap.name);
  for (const { name, texts } of it.heaps) {
    const heap = make("div", "heap");
    if (isLaid) heap.append(make("h3", "", `${name || words.no_heap} · ${texts.length}`));
    const list = make("ul");
    list.append(...texts.map((text) => make("li", "", text)));
    heap.append(list);
    box.append(heap);
  }
  return box;
}

function wayIn(it) {
  const box = make("div", "way");
  box.append(make("p", "", it.how), make("b", "where", it.where));
  box.append(make("p", "", it.then), make("b", "code", it.code));
  return box;
}

function picture(it) {
  const made = make("img", "picture");
  made.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(it.picture)}`;
  made.alt = it.alt;
  return made;
}

function agreed(it, words) {
  const box = make("div", "agreed");
  box.append(make("p", "so", words.agreed), make("p", "sentence", it.agreed));
  if (it.level) box.append(make("p", "so", it.level));
  return box;
}

function round(it, words) {
  const box = make("div", it.door ? "round with-door" : "round");
  const main = make("div", "main");
  if (it.agreed) main.append(agreed(it, words));
  if (it.turnout && !it.bars.length) main.append(meter(it));
  if (it.door) main.append(wayIn(it.door));
  if (it.told) main.append(make("p", "told", it.told));
  const shown = make("div", "shown");
  if (it.bars.length) shown.append(spread(it));
  if (it.heaps.length) shown.append(heaps(it, words));
  if (shown.children.length) main.append(shown);
  box.append(main);
  if (it.door) box.append(picture(it.door));
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
  stage.classList.toggle("summed-up", Boolean(data.round?.agreed));
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

  if (data.round) parts.push(round(data.round, data.words));
  if (data.lines.length) {
    const list = make("ul", "lines");
    list.append(...data.lines.map(line));
    parts.push(list);
  }
  if (data.empty) parts.push(make("p", "empty", data.empty));
  if (data.more) parts.push(make("p", "more", data.more));
  parts.push(...data.decided.map((it) => decided(it, data.words.decided)));

  const button = (label, press, kind = "") => {
    const made = make("button", kind, label);
    made.type = "button";
    made.onclick = press;
    return made;
  };
  if (document.fullscreenEnabled) {
    const fill = () => stage.requestFullscreen().then(() => stage.focus());
    const steps = make("div", "steps");
    steps.append(button(data.words.full, fill));
    side.append(steps);
  }
  // What there is to press when nothing but the stage is on the screen.
  const controls = make("div", "controls");
  if (data.steers && data.previous) {
    controls.append(button(`← ${data.words.previous}`, () => step(data.previous)));
  }
  if (data.steers && data.next) {
    controls.append(button(`${data.words.next} →`, () => step(data.next)));
  }
  for (const it of data.round?.acts ?? []) {
    const mark = `${it.do}.${it.prompt}`;
    const label = () => (known.sure === mark ? it.sure : it.label);
    const press = () => {
      // What cannot be undone is asked for twice.
      if (it.sure && known.sure !== mark) {
        known.sure = mark;
        made.textContent = label();
        return;
      }
      known.sure = null;
      setTriggerValue("act", { do: it.do, prompt: it.prompt });
    };
    const made = button(label(), press, it.sure ? "act weighty" : "act");
    controls.append(made);
  }
  controls.append(button(data.words.leave, () => document.exitFullscreen(), "leave"));
  parts.push(controls);
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
  return () => clearInterval(known.ticking);
}
