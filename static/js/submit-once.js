// A form that changes something is sent once, however often its button is pressed. Opt out with data-repeatable.
"use strict";

(() => {
  const sent = new WeakSet();
  const busy = new Set();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "repeatable" in form.dataset || event.defaultPrevented) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    // Not disabled: a disabled button would leave its own name and value out of what is sent.
    if (event.submitter) {
      event.submitter.setAttribute("aria-busy", "true");
      busy.add([form, event.submitter]);
    }
  });

  // The page shown again from the browser's memory can be sent again.
  window.addEventListener("pageshow", () => {
    for (const [form, button] of busy) {
      sent.delete(form);
      button.removeAttribute("aria-busy");
    }
    busy.clear();
  });
})();
