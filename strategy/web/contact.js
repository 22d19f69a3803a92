// Says in the reader's words that there is no contact with the server, or that something failed,
// where what fills the whole screen would hide it.
//
// Streamlit says the first in English, in a box that keeps one from all that one has written.
(words) => {
  const PATIENCE = 2000;
  const LOOKS_EVERY = 500;
  const STREAMLITS = "Connection error";

  const bar = document.createElement("div");
  bar.setAttribute("role", "alert");
  bar.className = "kompass-contact";
  Object.assign(bar.style, {
    position: "fixed",
    insetInline: "0",
    bottom: "0",
    zIndex: "1000001",
    padding: "0.75rem 1.5rem",
    background: "#5c0f0f",
    color: "#ffffff",
    font: "600 clamp(1rem, 1.4vw, 2rem)/1.4 Inter, system-ui, sans-serif",
  });

  // What fills the screen may lie within a component's own tree.
  const onTheScreen = () => {
    let shown = document.fullscreenElement;
    while (shown?.shadowRoot?.fullscreenElement) shown = shown.shadowRoot.fullscreenElement;
    return shown;
  };

  const lost = () => {
    const since = window.kompassContact?.lostSince;
    return since && Date.now() - since > PATIENCE ? words[document.documentElement.lang] : "";
  };

  const failed = () => {
    const notice = document.querySelector('[data-testid="stBottom"] [data-testid="stAlert"]');
    return notice?.innerText.replace(/\s+/g, " ").trim() ?? "";
  };

  const look = () => {
    const screen = onTheScreen();
    const told = lost() || (screen ? failed() : "");
    const place = screen ?? document.body;
    if (!told) {
      bar.remove();
      return;
    }
    if (bar.textContent !== told) bar.textContent = told;
    if (bar.parentNode !== place) place.append(bar);
  };
  setInterval(look, LOOKS_EVERY);
  document.addEventListener("fullscreenchange", look);

  new MutationObserver(() => {
    for (const box of document.querySelectorAll('[role="dialog"]')) {
      if (box.querySelector("h2")?.textContent === STREAMLITS) box.querySelector("button")?.click();
    }
  }).observe(document.body, { childList: true, subtree: true });
}
