// The combined list while its parts are exchanged: groups of filters stay open or shut, and the focus is not lost.
"use strict";

// What the server sends knows which groups are in use, not which ones were opened by hand.
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  for (const group of target.querySelectorAll("details[id]")) {
    const next = fragment.querySelector(`#${group.id}`);
    if (next) next.open = group.open;
  }
});

// The filter taken off leaves its place and its id to the next one, which htmx gives the focus. The last one has none.
document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  if (!requestConfig?.elt.closest(".chips") || document.activeElement !== document.body) return;
  const left = document.querySelectorAll(".chips a");
  (left[left.length - 1] ?? document.getElementById("results-head")).focus();
});
