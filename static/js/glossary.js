// Twin terms explain themselves on hover and on keyboard focus too. Without this file a click, a tap or Enter does it.
(() => {
  const OPEN_AFTER = 250; // milliseconds: passing over a term is no wish to read about it
  const CLOSE_AFTER = 300; // long enough to move onto the card
  // Where a browser cannot put the card beside its term, it opens far from the pointer: then a click has to ask for it.
  if (!CSS.supports("position-area: block-end")) return;

  const byItself = new WeakSet(); // cards that no click asked for
  let timer;

  const parts = (target) => {
    const term = target instanceof Element && target.closest(".term");
    return term && { term, word: term.querySelector(".term__word"), card: term.querySelector(".term__card") };
  };
  const show = ({ word, card }) => {
    if (card.matches(":popover-open")) return;
    byItself.add(card);
    card.showPopover({ source: word });
  };
  const hide = ({ card }) => {
    if (byItself.has(card) && card.matches(":popover-open")) card.hidePopover();
  };

  document.addEventListener("pointerover", (event) => {
    const found = event.pointerType === "mouse" && parts(event.target);
    if (!found) return;
    clearTimeout(timer);
    timer = setTimeout(show, OPEN_AFTER, found);
  });
  document.addEventListener("pointerout", (event) => {
    const found = event.pointerType === "mouse" && parts(event.target);
    if (!found || found.term.contains(event.relatedTarget)) return;
    clearTimeout(timer);
    timer = setTimeout(hide, CLOSE_AFTER, found);
  });
  document.addEventListener("focusin", (event) => {
    const found = event.target.matches(".term__word:focus-visible") && parts(event.target);
    if (found) show(found);
  });
  // A card must not lie over what has the focus next, however it was opened.
  document.addEventListener("focusout", (event) => {
    const found = event.relatedTarget && parts(event.target);
    if (found && !found.term.contains(event.relatedTarget) && found.card.matches(":popover-open")) {
      found.card.hidePopover();
    }
  });
  // A click on a term whose card came by itself keeps the card; the next one closes it.
  document.addEventListener(
    "click",
    (event) => {
      const found = event.target.closest?.(".term__word") && parts(event.target);
      if (!found || !event.detail || !byItself.delete(found.card)) return;
      if (found.card.matches(":popover-open")) event.preventDefault();
    },
    true,
  );
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.newState === "closed") byItself.delete(event.target);
    },
    true,
  );
})();
