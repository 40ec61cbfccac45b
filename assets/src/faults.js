// After a refusal whoever typed stands at what is wrong: the first field at fault, or else the words of the refusal.
const FAULTY = '[aria-invalid="true"], [aria-describedby$="_error"], .is-invalid';
const FIELD = "input:not([type=hidden], [type=search]), select, textarea";

export function faultIn(root) {
  const faulty = [...root.querySelectorAll(FAULTY)].find((one) => one.type !== "hidden");
  return faulty && (faulty.matches(FIELD) ? faulty : faulty.querySelector(FIELD));
}

export function goToFault(root, { orItsWords }) {
  const place = faultIn(root) ?? (orItsWords && root.querySelector('main [role="alert"]'));
  if (!place) return;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!place.matches(FIELD)) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center" });
}
