// What forms need beyond HTML: long lists that can be narrowed, the place where one stands, pictures before they go.
function narrow(input) {
  const list = document.getElementById(input.dataset.narrows);
  if (!list || input.dataset.ready) return;
  input.dataset.ready = "1";
  const single = list.tagName === "SELECT";
  const wanted = () => input.value.trim().toLowerCase();
  const fits = (item) => item.textContent.toLowerCase().includes(wanted());
  // What was typed and matches nothing chooses nothing, and is never sent.
  const unmatched = () => single && wanted() !== "" && !(list.value && fits(list.selectedOptions[0]));
  const show = () => {
    for (const item of list.querySelectorAll("option, label")) {
      const kept = !single && item.querySelector(":checked");
      item.hidden = wanted() !== "" && !kept && !fits(item);
    }
  };
  input.addEventListener("input", () => {
    show();
    const first = [...list.querySelectorAll("option")].find((item) => item.value && !item.hidden && !item.disabled);
    if (single && wanted()) list.value = first ? first.value : "";
    input.setCustomValidity(unmatched() ? input.dataset.none : "");
  });
  if (!single) return;
  list.addEventListener("change", () => {
    if (unmatched()) input.value = "";
    input.setCustomValidity("");
    show();
  });
  const stop = (event) => {
    if (!unmatched()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
    input.reportValidity();
  };
  input.form?.addEventListener("submit", stop, { capture: true });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") stop(event);
  });
}

function locate(button) {
  if (button.dataset.ready) return;
  button.dataset.ready = "1";
  const say = document.getElementById(button.dataset.says);
  const set = (name, value) => {
    const field = button.form.elements[name];
    if (field) field.value = value;
  };
  button.addEventListener("click", () => {
    if (!navigator.geolocation) {
      say.textContent = button.dataset.unable;
      return;
    }
    say.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set("lon", coords.longitude.toFixed(6));
        set("lat", coords.latitude.toFixed(6));
        set("coord_sys", "wgs84");
        say.textContent = `${coords.longitude.toFixed(5)}, ${coords.latitude.toFixed(5)} (±${Math.round(coords.accuracy)} m)`;
      },
      () => {
        say.textContent = button.dataset.unable;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  });
}

function preview(input) {
  if (input.dataset.ready) return;
  input.dataset.ready = "1";
  const place = document.getElementById(input.dataset.thumbs);
  input.addEventListener("change", () => {
    place.replaceChildren(
      ...[...input.files].filter((file) => file.type.startsWith("image/")).map((file) => {
        const picture = document.createElement("img");
        picture.alt = file.name;
        picture.src = URL.createObjectURL(file);
        picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
        return picture;
      }),
    );
  });
}

// A plain form is sent once, however often its button is pressed.
function sendOnce(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "1";
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

// A box at the head of a list ticks them all.
function tickAll(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "1";
  box.addEventListener("change", () => {
    for (const other of document.querySelectorAll(`input[name="${box.dataset.ticks}"]`)) other.checked = box.checked;
  });
}

export function watchForms(root) {
  for (const input of root.querySelectorAll("[data-narrows]")) narrow(input);
  for (const button of root.querySelectorAll("[data-locate]")) locate(button);
  for (const input of root.querySelectorAll("[data-thumbs]")) preview(input);
  for (const form of root.querySelectorAll("form[data-once]")) sendOnce(form);
  for (const box of root.querySelectorAll("[data-ticks]")) tickAll(box);
  for (const select of root.querySelectorAll("[data-submits]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
}
