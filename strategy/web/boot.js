// Tells Streamlit where its server is: in the folder this script came from.
//
// Left to itself it asks below the page's own address first, "/goals/_stcore/health", and every
// direct visit to a page begins with two answers 404.
window.__streamlit = { BACKEND_BASE_URL: new URL(".", document.currentScript.src).href };

// Whether there is contact with the server, and since when not; contact.js tells the reader.
window.kompassContact = { lostSince: null };
window.WebSocket = class extends window.WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("open", () => {
      window.kompassContact.lostSince = null;
    });
    this.addEventListener("close", () => {
      window.kompassContact.lostSince ??= Date.now();
    });
  }
};

// Streamlit opens every link in a new tab. Signing in and out happens where one is.
document.addEventListener(
  "click",
  (event) => {
    const way = event.target.closest?.('a[href$="/sign-in"], a[href$="/sign-out"]');
    if (way && new URL(way.href).origin === location.origin) {
      event.preventDefault();
      event.stopPropagation();
      location.assign(way.href);
    }
  },
  true,
);
