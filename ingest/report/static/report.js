"use strict";
// What the pages do beyond reading: the other language, filter and sort, one section of a single file.
(() => {
  const root = document.documentElement;

  function store(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch (_) {
      // A file share or a private window may keep nothing; the page works without.
    }
    return null;
  }

  function setLanguage(language) {
    root.dataset.lang = language;
    root.lang = language;
  }

  function offerLanguage() {
    const button = document.getElementById("language");
    setLanguage(store("language") === "en" ? "en" : "ja");
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = root.dataset.lang === "ja" ? "en" : "ja";
      setLanguage(next);
      store("language", next);
    });
  }

  function filterRows(form) {
    const table = document.getElementById(form.dataset.for);
    const rows = Array.from(table.tBodies[0].rows);
    const fields = Array.from(form.elements).filter((field) => field.name);
    const words = () => form.elements.text.value.normalize("NFKC").toLowerCase();
    const apply = () => {
      let shown = 0;
      for (const row of rows) {
        const fits = fields.every((field) =>
          field.name === "text"
            ? row.textContent.normalize("NFKC").toLowerCase().includes(words())
            : !field.value || row.dataset[field.name] === field.value);
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      form.querySelector(".count").textContent = shown;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  function keyOf(row, column) {
    const cell = row.cells[column];
    if (cell.dataset.value === undefined) return cell.textContent.trim();
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  }

  function compare(a, b) {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" ? a - b : a.localeCompare(b, "ja");
  }

  function sortBy(table, column, heading) {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = Array.from(table.tBodies[0].rows, (row) => [keyOf(row, column), row]);
    rows.sort(([a], [b]) => (a === null || b === null || !down ? compare(a, b) : compare(b, a)));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  }

  function offerSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sortBy(table, column, heading));
    });
  }

  function showSection() {
    const sections = Array.from(document.querySelectorAll(".page"));
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    const shown = (target && target.closest(".page")) || sections[0];
    for (const section of sections) section.hidden = section !== shown;
    if (target && target !== shown) target.scrollIntoView({ block: "center" });
    else window.scrollTo(0, 0);
  }

  offerLanguage();
  document.querySelectorAll("form.filters").forEach(filterRows);
  document.querySelectorAll("table.sortable").forEach(offerSorting);
  if (root.classList.contains("single")) {
    addEventListener("hashchange", showSection);
    showSection();
  }
})();
