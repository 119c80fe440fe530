// Text that could not be saved yet (no connection, signed out, the lid closed at once) is kept in this browser until it is.

/** What is kept for a bank; null where everything was saved, or the browser keeps nothing. */
export function unsaved(bank) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(bank)));
  } catch { return null; }
}

export function keep(bank, text, revision) {
  try {
    localStorage.setItem(keyOf(bank), JSON.stringify({ text, revision }));
  } catch { /* full or forbidden: the page itself still holds the text */ }
}

export function forget(bank) {
  try {
    localStorage.removeItem(keyOf(bank));
  } catch { /* nothing was kept either */ }
}

function keyOf(bank) { return `unsaved ${bank}`; }
