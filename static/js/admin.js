// The administrators' screens: a field with a search box (Django's, by select2) says its value only; here it is also
// called by its label.
"use strict";

(() => {
  const call = (root) => {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const shown = select.nextElementSibling?.querySelector(".select2-selection");
      if (!label || !shown) continue;
      label.id ||= `${select.id}-label`;
      shown.setAttribute("aria-labelledby", `${label.id} ${shown.getAttribute("aria-labelledby") ?? ""}`.trim());
      shown.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
    }
  };
  window.django?.jQuery?.(() => call(document)); // after Django's own, which was registered first
  document.addEventListener("formset:added", (event) => call(event.target));
})();
