// The page of a question asks for other fields by htmx. Where that is refused, because the session has ended or a
// colleague took the question away, the form is sent as without script: the page that answers keeps what was typed.
"use strict";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt } = detail.requestConfig;
  const form = elt.closest("#question-form");
  if (!form || detail.xhr.status < 400) return;
  detail.isError = false;
  form.requestSubmit(elt.matches("button") ? elt : form.querySelector("button[name='apply']"));
});
