// #session: says five minutes before the session ends that it does, with a button to stay, and says when it has ended.
// Who then signs in in another tab and comes back finds the page with the token of the new session: one press sends.
"use strict";

(() => {
  const notice = document.getElementById("session");
  if (!notice) return;
  const EARLY = 5 * 60; // seconds
  let ends = Number(notice.dataset.ends); // seconds since 1970
  let timers = [];

  const show = (state) => {
    const parts = [...notice.querySelectorAll("[data-soon], [data-over], [data-back]")];
    for (const part of parts) part.hidden = !(state in part.dataset);
    notice.hidden = parts.every((part) => part.hidden);
  };
  const wait = (seconds) => {
    ends = Date.now() / 1000 + seconds;
    timers.forEach(clearTimeout);
    timers = [
      setTimeout(show, Math.max(0, seconds - EARLY) * 1000, "soon"),
      setTimeout(show, Math.max(0, seconds) * 1000, "over"),
    ];
  };

  notice.querySelector("button")?.addEventListener("click", async () => {
    const token = document.querySelector("[name='csrfmiddlewaretoken']").value;
    try {
      const answer = await fetch(notice.dataset.url, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!answer.ok || answer.redirected) throw new Error("signed out");
      wait((await answer.json()).seconds);
      show("none");
    } catch {
      show("over");
    }
  });

  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || Date.now() / 1000 < ends) return;
    try {
      const answer = await fetch(notice.dataset.url);
      if (!answer.ok || answer.redirected) return; // still signed out
      const { seconds, token } = await answer.json();
      for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
      wait(seconds);
      show("back");
    } catch {
      // No network: the button says so.
    }
  });

  wait(ends - Date.now() / 1000);
})();
