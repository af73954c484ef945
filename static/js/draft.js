// The draft's form: adds up what is typed and compares it with the stated total, goes from number to number, adds rows
// without a new page, and warns before leaving with unsaved numbers. The server judges; this only helps the eye.
"use strict";

(() => {
  const form = document.querySelector("form.draft[data-leave-warning]");
  if (!form) return;
  const cells = [...form.querySelectorAll("table.entry tbody .posts input")];
  const sum = form.querySelector("[data-sum]");
  const stated = form.querySelector("table.entry tfoot .posts input");
  const compared = form.querySelector("[data-compared]");
  const grouped = new Intl.NumberFormat("vi");
  // What came back from the server is typed but not written.
  let isDirty = document.querySelector(".summary-of-errors, form.draft .told") !== null;

  // "06" is 6, "1.149" is 1149.
  const read = (text) => {
    const typed = text.trim().replace(/[‐‑‒–—―−]/g, "-");
    return /^[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)$/.test(typed) ? Number(typed.replaceAll(".", "")) : null;
  };

  const counted = (cell) => {
    const own = cell.closest("tr").querySelector("select[name^='manner-']");
    const manner = own?.value || form.elements.manner.value;
    const number = read(cell.value);
    return number !== null && manner === "take" ? -number : number;
  };

  const compare = (added) => {
    const total = stated && read(stated.value);
    const isExtract = form.elements.extent.value === "trich";
    compared.textContent = "";
    compared.classList.remove("differs");
    if (total === null || added === null || isExtract) return;
    // A paper that only takes back prints its total without the minus.
    const difference = total - (added < 0 && total > 0 ? -added : added);
    const said = { 1: compared.dataset.more, "-1": compared.dataset.less, 0: compared.dataset.equal };
    compared.textContent = said[Math.sign(difference)].replace("{difference}", grouped.format(Math.abs(difference)));
    compared.classList.toggle("differs", difference !== 0);
  };

  const addUp = () => {
    const numbers = cells.map(counted).filter((number) => number !== null);
    const added = numbers.length ? numbers.reduce((a, b) => a + b) : null;
    sum.textContent = added === null ? "–" : grouped.format(added).replace("-", "−");
    compare(added);
  };

  // ---- The year of the table: its button is of use only once another year is typed.
  const redraw = form.querySelector("[data-redraw]");
  const offerRedraw = () => {
    redraw.hidden = form.elements.year_from.value.trim() === redraw.dataset.redraw;
  };

  // ---- Rows below the table
  for (const button of form.querySelectorAll("[data-add]")) {
    const kind = button.dataset.add;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const count = form.elements[`${kind}-TOTAL_FORMS`];
      const fresh = form.querySelector(`template[data-row="${kind}"]`).content.cloneNode(true);
      for (const part of fresh.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
        for (const name of ["id", "name", "for", "aria-describedby"]) {
          const value = part.getAttribute(name);
          if (value) part.setAttribute(name, value.replaceAll("__prefix__", count.value));
        }
      }
      const row = fresh.firstElementChild;
      row.setAttribute("aria-label", `${button.textContent.trim()} ${Number(count.value) + 1}`);
      form.querySelector(`[data-rows="${kind}"]`).append(fresh);
      count.value = String(Number(count.value) + 1);
      row.querySelector("select, input")?.focus();
    });
  }

  // ---- Events
  form.addEventListener("input", () => {
    isDirty = true;
    addUp();
    offerRedraw();
  });
  form.addEventListener("submit", () => {
    isDirty = false;
  });
  form.addEventListener("keydown", (event) => {
    const path = stated ? [...cells, stated] : cells;
    const place = path.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (place < 0 || !step) return;
    event.preventDefault();
    path[place + step]?.focus();
    path[place + step]?.select();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
  addUp();
  offerRedraw();
})();
