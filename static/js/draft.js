// The draft's form: adds up what is typed, and warns before leaving a page with unsaved numbers.
"use strict";

(() => {
  const form = document.querySelector("form[data-leave-warning]");
  if (!form) return;
  const cells = [...form.querySelectorAll("table.entry tbody input")];
  const sum = form.querySelector("[data-sum]");
  let isDirty = false;

  // "06" is 6, "1.149" is 1149; the server decides, this only helps the eye.
  const read = (text) => {
    const typed = text.trim().replace(/[−–]/g, "-");
    return /^[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)$/.test(typed) ? Number(typed.replaceAll(".", "")) : null;
  };

  const addUp = () => {
    const numbers = cells.map((cell) => read(cell.value)).filter((number) => number !== null);
    sum.textContent = numbers.length ? new Intl.NumberFormat("vi").format(numbers.reduce((a, b) => a + b)) : "–";
  };

  form.addEventListener("input", () => {
    isDirty = true;
    addUp();
  });
  form.addEventListener("submit", () => {
    isDirty = false;
  });
  form.addEventListener("keydown", (event) => {
    const place = cells.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (place < 0 || !step) return;
    event.preventDefault();
    cells[place + step]?.focus();
    cells[place + step]?.select();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
  addUp();
})();
