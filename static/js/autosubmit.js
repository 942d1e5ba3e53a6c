// <form method="get" data-autosubmit>: filters take effect when changed. Without script the form's own button does it.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  // Typing in a search box ends with Enter or its button, not with leaving the box.
  if (!form || event.target.type === "search" || event.target.type === "text") return;
  form.requestSubmit();
});
