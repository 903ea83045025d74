// Conveniences of forms; nothing is lost without them.
(() => {
  // Ctrl+Enter asks, as Cmd+Enter does on a Mac.
  document.getElementById('question')?.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  // An API key is written once: the browser keeps it as long as the tab is open, and no server
  // does. What a node refused is forgotten.
  const NAME = 'openledger-key';
  const fields = [...document.querySelectorAll('input[name="key"]')];
  const buttons = [...document.querySelectorAll('[data-forget]')];
  if (!fields.length) return;
  let kept;
  try {
    if (document.querySelector('[data-wrong-key]')) sessionStorage.removeItem(NAME);
    kept = sessionStorage.getItem(NAME);
  } catch {
    return; // This browser keeps nothing for this site.
  }
  const fill = key => {
    for (const field of fields) field.value = key ?? '';
    for (const button of buttons) button.hidden = !key;
  };
  if (kept) fill(kept);
  for (const field of fields) {
    field.form.addEventListener('submit', () => sessionStorage.setItem(NAME, field.value));
  }
  for (const button of buttons) {
    button.addEventListener('click', () => {
      sessionStorage.removeItem(NAME);
      fill(null);
      fields[0].focus();
    });
  }
})();
