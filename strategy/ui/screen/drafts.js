// What is written and has not reached the server yet, kept in this tab under the component's PREFIX.
function waiting(id) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
}

function keep(id, draft) {
  try {
    if (draft) sessionStorage.setItem(PREFIX + id, JSON.stringify(draft));
    else sessionStorage.removeItem(PREFIX + id);
  } catch {
    // A browser that keeps nothing still sends what is written.
  }
}

