"use strict";
// Keys: each does what the button or link that names it does; Escape leaves a form.
(() => {
  const typing = (element) => element.matches("input, select, textarea");

  function open(name) {
    document.querySelectorAll(".panel").forEach((panel) => { panel.hidden = panel.id !== name; });
    const panel = document.getElementById(name);
    if (panel) panel.querySelector("[data-focus]").focus();
  }

  document.querySelectorAll("[data-open]").forEach((button) =>
    button.addEventListener("click", () => open(button.dataset.open)));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { open(""); document.activeElement.blur(); return; }
    if (typing(event.target)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) { event.preventDefault(); target.click(); }
  });

  const own = document.querySelector(".mark.own");
  if (own) own.scrollIntoView({ block: "center", inline: "center" });
})();
