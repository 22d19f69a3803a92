// Puts the reader's language in the place of the English words Streamlit writes by itself.
//
// Which language that is, the page tells by the class of a container: "st-key-language-nb". Only
// Streamlit's own labels and notes are touched, and only where the whole text is one of its own.
(words) => {
  const LANGUAGE = /\bst-key-language-(nb|nn|en)\b/;
  const MARK = '[class*="st-key-language-"]';
  const LABELS = ["aria-label", "title", "placeholder"];
  const NOTES = [
    "InputInstructions", "stFileUploaderDropzone", "stFileUploader", "stSelectboxVirtualDropdown",
    "stMultiSelectDropdown", "stDateInputFieldsScroller", "stDateInputCalendar", "stSkipToContent",
    "stDataFrameColumnMenu", "stConnectionStatus",
  ].map((name) => `[data-testid="${name}"]`).join(", ");
  // What people can choose from is theirs, whatever it is called.
  const THEIRS = '[role="option"][data-key]:not([data-key="__select_all__"])';

  const exact = new Map();
  const patterns = [];
  for (const { en, ...others } of words) {
    if (!en.includes("{")) {
      exact.set(en, others);
      continue;
    }
    const escaped = en.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/, "(.+)");
    patterns.push({ whole: new RegExp(`^${escaped}$`), others });
  }

  let language = document.documentElement.lang;
  // What Streamlit wrote and what stands there instead, so that a change of language finds back.
  const written = new WeakMap();

  const translated = (english) => {
    if (language === "en") return english;
    const found = exact.get(english);
    if (found) return found[language] ?? english;
    for (const { whole, others } of patterns) {
      const match = whole.exec(english);
      if (match) return others[language].replace(/\{\w+\}/, () => match[1]);
    }
    return english;
  };

  const replaced = (holder, place, text) => {
    const known = written.get(holder) ?? {};
    const english = known[place] && known[place].shown === text ? known[place].english : text;
    const bare = english.trim();
    const shown = bare ? english.replace(bare, () => translated(bare)) : english;
    if (shown !== english || known[place]) {
      written.set(holder, { ...known, [place]: { english, shown } });
    }
    return shown;
  };

  const translateLabels = (element) => {
    for (const label of LABELS) {
      const text = element.getAttribute(label);
      if (!text) continue;
      const shown = replaced(element, label, text);
      if (shown !== text) element.setAttribute(label, shown);
    }
  };

  const translateText = (node) => {
    const parent = node.parentElement;
    if (!parent?.closest(NOTES) || parent.closest(THEIRS)) return;
    const shown = replaced(node, "text", node.nodeValue);
    if (shown !== node.nodeValue) node.nodeValue = shown;
  };

  const translateAll = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = nodes.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateLabels(node);
    }
  };

  const listen = () => {
    const told = LANGUAGE.exec(document.querySelector(MARK)?.className ?? "")?.[1];
    if (!told || told === language) return false;
    language = told;
    document.documentElement.lang = told;
    return true;
  };

  new MutationObserver((changes) => {
    if (listen()) return translateAll(document.body);
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translateAll);
      else if (change.type === "attributes") translateLabels(change.target);
      else translateText(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: [...LABELS, "class"],
  });
  listen();
  translateAll(document.body);
}
