// [data-share]: a field with an address, and a button that copies it. Without script the field alone does it.
"use strict";

(() => {
  // Browsers lend the clipboard to safe origins only.
  const reveal = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("[data-share] button[hidden]")) button.hidden = false;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-share] button");
    if (!button) return;
    const share = button.closest("[data-share]");
    const field = share.querySelector("input");
    const said = share.querySelector("[role='status']");
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = button.dataset.copied;
    } catch {
      said.textContent = button.dataset.refused;
      field.select();
    }
  });

  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-share] input")) event.target.select();
  });

  reveal(document);
  document.addEventListener("htmx:afterSettle", (event) => reveal(event.target));
})();
