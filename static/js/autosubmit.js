// <form method="get" data-autosubmit>: filters take effect when changed. Without script the form's own button does it.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  // Typing in a search box ends with Enter or its button, not with leaving the box.
  if (!form || event.target.type === "search" || event.target.type === "text") return;
  form.requestSubmit();
});

// A form that htmx sends says nothing of the fields left empty, so that the address stays short enough to share.
document.addEventListener("htmx:configRequest", (event) => {
  const { formData, verb } = event.detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});
