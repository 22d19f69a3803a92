// Notes that save themselves a moment after one stops writing, and survive a reload in mid-sentence:
// what has not reached the server yet waits in this tab, and goes as soon as it can.
const state = new WeakMap();
const A_MOMENT = 1200;
const AGAIN = 5000;
const PREFIX = "meeting.notes.";

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".notes");
  if (!box || !data) return;
  const [label, field, told] = box.children;
  const known = state.get(box) ?? { number: 0, base: data.text, fresh: true };
  state.set(box, known);
  for (const [name, colour] of Object.entries(data.colours)) {
    box.style.setProperty(`--${name}`, colour);
  }
  label.textContent = data.words.label;
  field.placeholder = data.words.hint;
  field.lang = data.language;

  const tell = () => {
    const saved = field.value === known.base;
    told.textContent = saved ? (field.value ? data.words.saved : "") : data.words.saving;
  };
  const send = () => {
    clearTimeout(known.timer);
    if (field.value === known.base) return;
    known.number += 1;
    known.sent = { id: `${known.tab}-${known.number}`, text: field.value };
    setTriggerValue("written", {
      item: data.item, text: field.value, base: known.base, id: known.sent.id,
    });
    // Unless the server says that it has it, it is sent again.
    known.timer = setTimeout(send, AGAIN);
  };

  if (known.fresh) {
    known.fresh = false;
    known.tab = Math.random().toString(36).slice(2, 10);
    field.value = data.text;
    const draft = waiting(data.item);
    if (draft && draft.text !== data.text) {
      field.value = draft.text;
      known.base = draft.base;
      known.timer = setTimeout(send, 100);
    } else {
      keep(data.item, null);
    }
  } else if (known.sent && data.got === known.sent.id) {
    // The server has what was sent, put together with what others wrote.
    if (field.value === known.sent.text) {
      if (field.value !== data.text) {
        const [start, end] = [field.selectionStart, field.selectionEnd];
        field.value = data.text;
        field.setSelectionRange(start, end);
      }
      known.base = data.text;
      keep(data.item, null);
      clearTimeout(known.timer);
    } else {
      known.base = known.sent.text;
      keep(data.item, { text: field.value, base: known.base });
    }
    known.sent = null;
  } else if (field.value === known.base && data.text !== known.base) {
    const [start, end] = [field.selectionStart, field.selectionEnd];
    field.value = data.text;
    known.base = data.text;
    field.setSelectionRange(start, end);
  }
  tell();

  field.oninput = () => {
    keep(data.item, { text: field.value, base: known.base });
    clearTimeout(known.timer);
    known.timer = setTimeout(send, A_MOMENT);
    tell();
  };
  field.onblur = send;
  return () => clearTimeout(known.timer);
}
