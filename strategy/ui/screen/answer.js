// Answer alone: a level and some words. What one is writing waits in this tab until the server has it,
// whatever is drawn anew around it, and stays to be read out where the answers were shown first.
const state = new WeakMap();
const AGAIN = 5000;
const PREFIX = "round.answer.";

function make(tag, kind, text) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
}

// Drawn once: what comes later changes words and states, never what somebody is writing.
function draw(box, data) {
  const form = make("form");
  form.noValidate = true;
  const scale = make("fieldset");
  scale.append(make("legend", "", data.words.where));
  const steps = make("div", "scale");
  for (const { level, name } of data.levels) {
    const label = make("label", "level");
    const radio = make("input");
    radio.type = "radio";
    radio.name = "level";
    radio.value = String(level);
    label.append(radio, make("b", "", String(level)), make("span", "", name));
    steps.append(label);
  }
  scale.append(steps);
  const words = make("label", "words", data.words.text);
  const field = make("textarea");
  field.id = "answer";
  field.maxLength = data.longest;
  field.rows = 4;
  words.htmlFor = field.id;
  const foot = make("div", "foot");
  const send = make("button", "send", data.words.send);
  send.type = "submit";
  const told = make("span", "told");
  told.setAttribute("role", "status");
  foot.append(send, told);
  const wrong = make("p", "wrong");
  wrong.setAttribute("role", "alert");
  form.append(scale, words, field, wrong, foot);
  box.replaceChildren(form);
  return { form, field, send, told, wrong, radios: [...steps.querySelectorAll("input")] };
}

function showUnsent(box, data, draft) {
  const name = data.levels.find((one) => one.level === draft.level)?.name;
  const said = [draft.level ? `${draft.level} – ${name}` : "", draft.text];
  const left = make("div", "unsent");
  left.append(make("h3", "", data.words.unsent), make("p", "", data.words.late));
  left.append(make("p", "said", said.filter(Boolean).join("\n")));
  box.replaceChildren(left);
}

function showSent(box, data) {
  const sent = make("p", "sent", `✓ ${data.words.sent}`);
  sent.setAttribute("role", "status");
  box.replaceChildren(sent);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".answer");
  if (!box || !data) return;
  const known = state.get(box) ?? { number: 0, tab: Math.random().toString(36).slice(2, 10) };
  state.set(box, known);
  box.lang = data.language;
  for (const [name, colour] of Object.entries(data.colours)) {
    box.style.setProperty(`--${name}`, colour);
  }
  if (data.state !== "open") {
    clearTimeout(known.timer);
    known.parts = null;
    const kept = waiting(data.key);
    const isStored = data.stored && kept?.text.trim() === data.text && kept?.level === data.level;
    if (data.state !== "late" || isStored) keep(data.key, null);
    const draft = waiting(data.key);
    if (data.state === "sent") showSent(box, data);
    else if (draft && (draft.text || draft.level)) showUnsent(box, data, draft);
    else box.replaceChildren();
    return;
  }

  if (!known.parts || known.key !== data.key) {
    known.key = data.key;
    known.sent = null;
    known.parts = draw(box, data);
    const start = waiting(data.key) ?? { text: data.text, level: data.level };
    known.parts.field.value = start.text;
    for (const radio of known.parts.radios) radio.checked = Number(radio.value) === start.level;
  }
  const { form, field, send, told, wrong, radios } = known.parts;
  const written = () => ({
    text: field.value,
    level: Number(radios.find((radio) => radio.checked)?.value ?? 0) || null,
  });
  const isStored = () => {
    const { text, level } = written();
    return data.stored && text.trim() === data.text && level === data.level;
  };
  const tell = () => {
    send.disabled = Boolean(known.sent);
    if (known.sent) told.textContent = data.words.sending;
    else told.textContent = isStored() ? `✓ ${data.words.saved}` : "";
  };
  const complain = (text) => {
    wrong.textContent = text;
  };

  if (known.sent && data.got === known.sent) {
    // What was written while it went stays as a draft.
    const now = written();
    if (now.text === known.went.text && now.level === known.went.level) keep(data.key, null);
    known.sent = null;
    clearTimeout(known.timer);
    complain("");
  } else if (known.sent && data.refused === known.sent) {
    known.sent = null;
    clearTimeout(known.timer);
    complain(data.why);
  }
  tell();

  const go = () => {
    clearTimeout(known.timer);
    setTriggerValue("answered", { prompt: data.prompt, id: known.sent, ...known.went });
    // Unless the server says that it has it, it is sent again.
    known.timer = setTimeout(go, AGAIN);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    if (known.sent) return;
    const now = written();
    if (!now.text.trim() && now.level === null) {
      complain(data.words.empty);
      return;
    }
    complain("");
    known.number += 1;
    known.sent = `${known.tab}-${known.number}`;
    known.went = now;
    tell();
    go();
  };
  form.oninput = () => {
    keep(data.key, written());
    complain("");
    tell();
  };
  return () => clearTimeout(known.timer);
}
