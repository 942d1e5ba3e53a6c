// A section of a draft, or a page of several drafts, saves itself: what state it is in is told, and nothing typed is
// left behind.
// htmx sends and swaps; without script the buttons do it.
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  const fields = form?.querySelector("[data-fields][hx-post]");
  const said = document.getElementById("saved");
  if (!fields || !said) return;

  let typed = false; // since the last answer of the server
  let failed = false;
  let sending = false; // by the button
  let waiting = 0; // requests under way

  const tell = (text, again) => {
    said.textContent = text;
    if (!again) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--quiet btn--small";
    button.textContent = said.dataset.again;
    button.addEventListener("click", () => htmx.trigger(fields, "again"));
    said.append(" ", button);
  };

  const fail = () => {
    failed = true;
    tell(said.dataset.failed, true);
  };

  const mark = (control, place) => {
    if (place.childElementCount > 0) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };

  const isEmpty = (row) => ![...row.querySelectorAll("[name^='answer-']")].some((control) => control.value.trim());

  // One answer in place of another, which only the button sends.
  const isChosen = () =>
    [...form.querySelectorAll("[data-by-button] input:checked, [data-by-button] select")].some(
      ({ value }) => value !== "" && value !== "leave",
    );

  form.addEventListener("input", () => (typed = true));
  // A file is sent as soon as it is chosen; what follows would say "saved" over the words that refuse it.
  fields.addEventListener(
    "input",
    (event) => {
      if (event.target.type === "file") event.stopPropagation();
    },
    { capture: true },
  );
  // One answer given up for another: looking through them must not do it, so htmx never hears of it.
  for (const name of ["input", "change"]) {
    form.addEventListener(
      name,
      (event) => {
        if (!event.target.closest("[data-by-button]")) return;
        event.stopPropagation();
        if (isChosen()) tell(said.dataset.chosen);
      },
      { capture: true },
    );
  }

  document.addEventListener("htmx:beforeRequest", () => {
    waiting += 1;
    typed = false;
    tell(said.dataset.saving);
  });

  // Refusals come with words of their own; faults and lost connections do not.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    failed = status >= 400;
    if (status >= 400 && status < 500 && status !== 404 && !detail.xhr.responseText.startsWith("<!doctype")) {
      detail.shouldSwap = true;
      detail.isError = false;
      if (status === 401 || status === 403) detail.target = said;
    }
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, fail);

  document.addEventListener("htmx:afterRequest", () => {
    waiting -= 1;
    if (isChosen() && !failed) said.append(" ", said.dataset.chosen);
    for (const place of fields.querySelectorAll(".q__problem")) {
      const controls = place.closest(".q").querySelectorAll("[id^='id_answer-']:not([type='file'], [id*='.'])");
      for (const control of controls) mark(control, place);
    }
    for (const place of fields.querySelectorAll(".q__wrong")) {
      const cell = place.parentElement;
      // A row that was emptied is no part of the answer any more, so the server says nothing of it.
      if (isEmpty(cell.closest(".q__row"))) place.replaceChildren();
      mark(cell.querySelector("[name]"), place);
    }
  });

  // The button waits for what is on its way: else the page would not know what it has saved itself.
  form.addEventListener(
    "submit",
    (event) => {
      const { submitter } = event;
      typed = false;
      failed = false;
      sending = true;
      if (!waiting) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      document.addEventListener("htmx:afterRequest", () => form.requestSubmit(submitter), { once: true });
    },
    { capture: true },
  );

  // Leaving sends what the pause has not sent yet.
  window.addEventListener("pagehide", () => {
    if (!typed) return;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    fetch(fields.getAttribute("hx-post"), {
      method: "POST",
      body,
      keepalive: true,
      headers: { "HX-Request": "true" },
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (failed || (isChosen() && !sending)) event.preventDefault();
  });
})();
