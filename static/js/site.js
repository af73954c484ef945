// What a page can do only with a script: print itself, close the person's menu when something else is clicked, and
// send a form once however often its button is pressed (the server keeps to one decision in any case).
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.person[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-stays")) return; // it brings a file, and the page stays
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    form.addEventListener("submit", (event) => event.preventDefault());
  });
}
// A page that the browser brings back from its memory can be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
