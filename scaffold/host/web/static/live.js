// Makes the pages live: forms are sent without leaving the page, and what changes is shown at once.
// Without it every form works all the same.

const { key } = document.documentElement.dataset;
const status = document.getElementById("status");
// What the server sent last of each part that may change.
let sent = new Map();

const parts = (page) => [...page.querySelectorAll("[data-live]")];
const remember = (page) => (sent = new Map(parts(page).map((part) => [part.id, part.innerHTML])));
const opened = () => [...document.querySelectorAll("details[open][id]")].map((each) => each.id);

function reopen(ids) {
  for (const id of ids) document.getElementById(id)?.setAttribute("open", "");
}

async function parsed(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function toEnd(before) {
  const thread = document.getElementById("thread");
  if (thread && thread.children.length > before)
    thread.lastElementChild.scrollIntoView({ block: "nearest" });
}

const length = () => document.getElementById("thread")?.children.length ?? 0;

async function show(response) {
  const page = await parsed(response);
  const [open, before, focused] = [opened(), length(), document.activeElement?.id];
  remember(page);
  document.title = page.title;
  for (const part of ["main", ".top"]) document.querySelector(part).replaceWith(page.querySelector(part));
  const moved = new URL(response.url).pathname !== location.pathname;
  if (response.url !== location.href && response.ok) history.pushState(null, "", response.url);
  if (!moved) reopen(open);
  const problem = document.getElementById("problem");
  const next = problem ?? (moved ? document.getElementById("main") : document.getElementById(focused));
  (next ?? document.getElementById("main")).focus({ preventScroll: !moved && !problem });
  if (moved) scrollTo(0, 0);
  toEnd(before);
  status.textContent = document.title;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.method !== "post") return;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  status.textContent = form.dataset.busy ?? "On its way…";
  const body = new URLSearchParams(new FormData(form, button));
  const to = button?.hasAttribute("formaction") ? button.formAction : form.action;
  if ("reset" in form.dataset) form.querySelector("textarea").value = "";
  try {
    await show(await fetch(to, { method: "POST", body }));
  } catch {
    status.textContent = "The host does not answer.";
  } finally {
    form.removeAttribute("aria-busy");
  }
});

async function refresh() {
  if (!parts(document).length) return;
  // Gone, or on its way to another page: the next event tells more.
  const page = await fetch(location.href).then(parsed, () => null);
  if (!page) return;
  for (const part of parts(page)) {
    const here = document.getElementById(part.id);
    if (!here || sent.get(part.id) === part.innerHTML) continue;
    const [open, before] = [opened(), length()];
    sent.set(part.id, part.innerHTML);
    here.innerHTML = part.innerHTML;
    reopen(open);
    toEnd(before);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!event.target.matches("[data-enter]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
  button.textContent = "Copied";
});

addEventListener("popstate", () => location.reload());
// A picture that is not shown leaves no hole.
document.addEventListener("error", (event) => event.target.classList?.add("missing"), true);

document.documentElement.classList.add("live");
remember(document);
new EventSource(`/events?key=${encodeURIComponent(key)}`).onmessage = refresh;
