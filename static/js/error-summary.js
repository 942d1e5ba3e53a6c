// After a form came back with errors, the summary takes the focus, and its links go to the fields they name.
"use strict";

(() => {
  const focusSummary = (root) => root.querySelector(".error-summary")?.focus();

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!control) return;
    event.preventDefault();
    // The label above the control should be in view too.
    (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });

  focusSummary(document);
  document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));
})();
