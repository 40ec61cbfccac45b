// What was typed outlives the session and the network: before a form is sent, the page asks whether both still stand.
const again = () => document.querySelector("#sign-in-again");
const asked = async () => {
  const answer = await fetch("/session", { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

function renewTokens(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

function say(form, words) {
  form.querySelector("[data-unsent]")?.remove();
  const line = document.createElement("div");
  Object.assign(line, { className: "alert alert-danger", textContent: words });
  line.setAttribute("role", "alert");
  line.dataset.unsent = "";
  form.prepend(line);
  line.scrollIntoView({ block: "nearest" });
}

const send = (path, fields) =>
  fetch(path, { method: "POST", credentials: "same-origin", body: new URLSearchParams(fields) });

// The post that the page was opened in; another sign-in begins in the first.
async function chooseAgain(session) {
  const post = document.body.dataset.post;
  if (post && String(session.post) !== post) await send("/post", { post, csrfmiddlewaretoken: session.csrf });
}

async function signInAgain(fields) {
  const { csrf } = await asked();
  const code = fields.code !== "";
  const path = code ? "/login/code" : "/login";
  const told = { csrfmiddlewaretoken: csrf, next: "/session", username: document.body.dataset.person, ...fields };
  const answer = await send(path, told);
  if (answer.ok && new URL(answer.url).pathname === "/login/code") return { wants: "code" };
  if (answer.ok) return {};
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { refusal: page.querySelector("[role=alert]")?.textContent.trim() || again().dataset.refused };
}

// Resolves with whether the same person is signed in again; closing the dialog is a no.
function door() {
  const dialog = again();
  const form = dialog.querySelector("form");
  const line = dialog.querySelector("[data-says]");
  const step = dialog.querySelector("[data-step=code]");
  return new Promise((resolve) => {
    const finish = (done) => {
      form.onsubmit = null;
      dialog.onclose = null;
      form.reset();
      step.hidden = true;
      line.hidden = true;
      if (dialog.open) dialog.close();
      resolve(done);
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      const { wants, refusal } = await signInAgain({ password: form.password.value, code: form.code.value }).catch(
        () => ({ refusal: document.body.dataset.unreachable }),
      );
      line.textContent = refusal ?? "";
      line.hidden = !refusal;
      if (wants) {
        step.hidden = false;
        form.code.focus();
      } else if (!refusal) {
        const session = await asked();
        renewTokens(session.csrf);
        await chooseAgain(session);
        finish(session.username === document.body.dataset.person);
      }
    };
    dialog.onclose = () => finish(false);
    dialog.querySelector("[data-cancels]").onclick = () => dialog.close();
    dialog.showModal();
    form.password.focus();
  });
}

async function mayGo(form) {
  try {
    const session = await asked();
    if (session.username === document.body.dataset.person) return true;
  } catch {
    say(form, document.body.dataset.unreachable);
    return false;
  }
  return door();
}

export function watchSession() {
  if (!document.body.dataset.person || !again()) return;
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const posts = form.method === "post" || form.hasAttribute("hx-post");
      if (!posts || form.hasAttribute("data-leaves") || form.closest("#sign-in-again")) return;
      if (form.dataset.mayGo) {
        delete form.dataset.mayGo;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.asking) return;
      form.dataset.asking = "1";
      const may = await mayGo(form);
      delete form.dataset.asking;
      if (!may) return;
      form.querySelector("[data-unsent]")?.remove();
      form.dataset.mayGo = "1";
      form.requestSubmit(event.submitter);
      delete form.dataset.mayGo;
    },
    { capture: true },
  );
}
