/**
 * A form about an offer, on a network that comes and goes: what was typed is not sent into nowhere, where the browser
 * would show its own page of error in its place. Without scripts the form is sent as any other.
 */
const form = document.querySelector<HTMLFormElement>("form.offre");
const cut = document.getElementById("offre-coupure");

form?.addEventListener("submit", (event) => {
  if (navigator.onLine || !cut) return;
  event.preventDefault();
  cut.hidden = false;
});
addEventListener("online", () => {
  if (cut) cut.hidden = true;
});
