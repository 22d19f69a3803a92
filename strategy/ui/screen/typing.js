// What people type on any page. A number is selected when one comes to its field, so that it is typed
// over. What is written in a long field, or in a form, waits in this tab until the server says that it
// is saved or given up: it is there again after a reload, and when one has been to another page.
const PREFIX = "typed.";
const A_MOMENT = 700;
// A list one searches in is left alone: selecting what is typed there would lose the letters before.
const NUMBERS = 'input[type="text"][autocomplete="off"]:not([role="combobox"])';
const bases = new WeakMap();
const touched = new WeakSet();
const timers = new WeakMap();
const settled = new Set();
let person = "";
let cameTo = null;
let listens = false;

const AGAIN = /-again(\d+)/g;

function keyOf(field) {
  const box = field.closest('[data-testid="stElementContainer"]');
  return (box && [...box.classList].find((one) => one.startsWith("st-key-"))) ?? "";
}

// A form that is saved gets fresh fields under the next number; the draft is of the form.
function nameOf(field) {
  const key = keyOf(field);
  return key && `${person}.${key.replace(AGAIN, "")}`;
}

function timesSaved(field) {
  return [...keyOf(field).matchAll(AGAIN)].reduce((sum, [, number]) => sum + Number(number), 0);
}

const inForm = (field) => Boolean(field.closest('[data-testid="stForm"]'));

function isKept(field) {
  if (field.readOnly || field.disabled || !nameOf(field)) return false;
  const ofForm = inForm(field) || keyOf(field).startsWith("st-key-form-");
  return field.matches("textarea") || (field.matches('input[type="text"]') && ofForm
    && !field.matches('[role="combobox"]'));
}

function commit(field) {
  if (field.isConnected) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
}

// As if somebody wrote it: the page only knows what it is told by an event.
function put(field, text) {
  const kind = field.matches("textarea") ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (!inForm(field)) setTimeout(() => commit(field), 60);
}

function bringBack(field) {
  const name = nameOf(field);
  const draft = waiting(name);
  if (!draft || touched.has(field) || !field.isConnected) return;
  bases.set(field, field.value);
  // What stood in the form before it was saved is no draft any more.
  if (draft.text === field.value || draft.times < timesSaved(field)) keep(name, null);
  else if (draft.base === field.value) write(field, draft.text);
  // Somebody else wrote in it meanwhile: both stay.
  else if (field.matches("textarea")) write(field, `${field.value}\n\n${draft.text}`);
}

// A page that is still being drawn may put the old content back once or twice.
function write(field, text) {
  const before = field.value;
  put(field, text);
  for (const later of [100, 400]) {
    setTimeout(() => {
      if (field.isConnected && field.value === before) put(field, text);
    }, later);
  }
}

function lookAround() {
  for (const field of document.querySelectorAll("textarea, input")) {
    if (bases.has(field) || !isKept(field)) continue;
    bases.set(field, field.value);
    // A field is drawn before it has its content.
    if (waiting(nameOf(field))) setTimeout(() => bringBack(field), 150);
  }
}

function written({ target, isTrusted }) {
  if (!target.matches?.("textarea, input") || !isKept(target)) return;
  if (isTrusted) touched.add(target);
  const name = nameOf(target);
  const base = waiting(name)?.base ?? bases.get(target) ?? "";
  const times = timesSaved(target);
  keep(name, target.value === base ? null : { text: target.value, base, times });
  if (inForm(target)) return;
  // Outside a form the server is told after a moment, so that it counts what will be saved.
  clearTimeout(timers.get(target));
  timers.set(target, setTimeout(() => commit(target), A_MOMENT));
}

function came({ target }) {
  if (bases.has(target) && !touched.has(target)) bases.set(target, target.value);
  if (!target.matches?.(NUMBERS)) return;
  cameTo = target;
  target.select();
}

// The press that gave the focus would put the caret in the middle of the number.
function pressed({ target }) {
  if (target === cameTo && target.selectionStart === target.selectionEnd) target.select();
  cameTo = null;
}

function listen() {
  if (listens) return;
  listens = true;
  document.addEventListener("input", written);
  document.addEventListener("focusin", came);
  document.addEventListener("mouseup", pressed);
  new MutationObserver(lookAround).observe(document.body, { childList: true, subtree: true });
}

function forget(prefix) {
  const key = prefix.replace(/[^a-zA-Z0-9_-]/g, "-").replace(AGAIN, "");
  const start = `${PREFIX}${person}.st-key-${key}`;
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(start)) sessionStorage.removeItem(name);
  }
}

export default function ({ data }) {
  if (!data) return;
  person = data.person;
  for (const one of data.settled) {
    if (!settled.has(one.id)) forget(one.prefix);
    settled.add(one.id);
  }
  listen();
  lookAround();
}
