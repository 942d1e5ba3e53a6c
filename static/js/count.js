// [data-count]: how many words or characters a text has, while one types. Without script it says what was saved.
"use strict";

(() => {
  // As on the server: one character of Chinese is a word; so is a run of anything else that holds a letter or a figure.
  const HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const WORD = new RegExp(`[${HAN}]|[^\\s${HAN}]+`, "g");
  const ALNUM = /[\p{L}\p{N}]/u;
  const figures = new Intl.NumberFormat("en");

  const size = (text, unit) =>
    unit === "words"
      ? (text.match(WORD) ?? []).filter((word) => ALNUM.test(word)).length
      : [...text.replace(/\r\n?/g, "\n").trim()].length;

  document.addEventListener("input", ({ target }) => {
    const told = target.id && document.querySelector(`[data-count][data-for="${CSS.escape(target.id)}"]`);
    if (!told) return;
    const used = size(target.value, told.dataset.count);
    told.querySelector(".count__used").textContent = figures.format(used);
    told.classList.toggle("is-over", used > Number(told.dataset.most));
  });
})();
