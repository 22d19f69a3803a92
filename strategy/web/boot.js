// Tells Streamlit where its server is: in the folder this script came from.
//
// Left to itself it asks below the page's own address first, "/goals/_stcore/health", and every
// direct visit to a page begins with two answers 404.
window.__streamlit = { BACKEND_BASE_URL: new URL(".", document.currentScript.src).href };
