// #session: says five minutes before the session ends that it does, with a button to stay, and says when it has ended.
"use strict";

(() => {
  const notice = document.getElementById("session");
  if (!notice) return;
  const EARLY = 5 * 60; // seconds
  let timers = [];

  const show = (state) => {
    for (const part of notice.querySelectorAll("[data-soon], [data-over]")) part.hidden = !(state in part.dataset);
    notice.hidden = state === "none";
  };
  const wait = (seconds) => {
    timers.forEach(clearTimeout);
    timers = [
      setTimeout(show, Math.max(0, seconds - EARLY) * 1000, "soon"),
      setTimeout(show, Math.max(0, seconds) * 1000, "over"),
    ];
  };

  notice.querySelector("button").addEventListener("click", async () => {
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

  wait(Number(notice.dataset.ends) - Date.now() / 1000);
})();
