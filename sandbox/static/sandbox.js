// The sandbox page: asks for the page's state, swaps the parts that changed, sends what is done.

const POLL = 700; // ms between two looks at the state
const page = document.querySelector(".sb");
const strings = JSON.parse(document.getElementById("strings").textContent);
const told = document.getElementById("told");
const shown = new Map(); // part -> its HTML as last put into the page
let person = new URLSearchParams(location.search).get("person") ?? "";
let seen = "";
let offline = false;

function tell(text) {
  told.textContent = text;
}

async function send(path, body) {
  const answer = await fetch(`/sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status === 401) location.reload();
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.detail);
  return content;
}

async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    tell(error instanceof TypeError ? strings.offline : error.message);
    return null;
  }
}

// --- what is shown

function put(name, html) {
  if (shown.get(name) === html) return;
  const first = !shown.has(name);
  shown.set(name, html);
  const place = page.querySelector(`[data-part="${CSS.escape(name)}"]`);
  if (!place) return;
  const within = place.contains(document.activeElement);
  const before = place.querySelectorAll(".bubble").length;
  const low = place.scrollHeight - place.scrollTop - place.clientHeight < 60;
  place.innerHTML = html;
  if (!place.classList.contains("screen")) {
    if (within) place.querySelector("[aria-pressed=true]")?.focus();
    return;
  }
  if (within) place.focus();
  if (low || first) place.scrollTop = place.scrollHeight;
  if (place.hidden && !first && place.querySelectorAll(".bubble").length > before) {
    const tab = `.phone-places [data-place="${place.dataset.place}"]`;
    place.closest(".phone").querySelector(tab).classList.add("fresh");
  }
}

async function look() {
  const asked = person;
  const query = new URLSearchParams({ person, seen });
  const answer = await fetch(`/sandbox/state?${query}`);
  if (answer.status === 401) location.reload();
  if (offline) tell("");
  offline = false;
  if (answer.status !== 200 || asked !== person) return;
  const state = await answer.json();
  seen = state.seen;
  for (const [name, html] of Object.entries(state.parts)) put(name, html);
}

async function keepLooking() {
  for (;;) {
    if (!document.hidden) {
      try {
        await look();
      } catch {
        offline = true;
        tell(strings.offline);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

function showPlace(phone, place) {
  phone.dataset.place = place;
  for (const screen of phone.querySelectorAll(".screen")) {
    screen.hidden = screen.dataset.place !== place;
    if (!screen.hidden) screen.scrollTop = screen.scrollHeight;
  }
  for (const tab of phone.querySelectorAll(".phone-places button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.place === place));
    if (tab.dataset.place === place) tab.classList.remove("fresh");
  }
}

function play(handle) {
  person = handle;
  seen = "";
  for (const name of [...shown.keys()]) if (name.includes("-")) shown.delete(name);
  for (const tab of page.querySelectorAll(".fresh")) tab.classList.remove("fresh");
  history.replaceState(null, "", `?${new URLSearchParams({ person })}`);
  void attempt(look);
}

// --- what can be done

async function say(form) {
  const phone = form.closest(".phone");
  const field = form.elements.text;
  const text = field.value.trim();
  if (!text) return;
  const body = { person, text, public: phone.dataset.place === "public" };
  field.value = "";
  fit(field);
  const done = await attempt(() => send(`${phone.dataset.platform}/say`, body));
  if (done === null && !field.value) field.value = text;
  const screen = phone.querySelector(".screen:not([hidden])");
  screen.scrollTop = screen.scrollHeight;
  await attempt(look);
}

async function tap(button) {
  const phone = button.closest(".phone");
  const choice = button.dataset.choice ?? null;
  const body = { person, message: button.dataset.tap, choice };
  const answer = await attempt(() => send(`${phone.dataset.platform}/tap`, body));
  if (answer?.done === false) tell(strings.gone);
  if (choice === null) showPlace(phone, "private");
  phone.querySelector("textarea").focus();
  await attempt(look);
}

async function skip(button) {
  button.disabled = true;
  tell(strings.skipping);
  const answer = await attempt(() => send("skip", {}));
  if (answer) told.innerHTML = answer.told;
  button.disabled = false;
  await attempt(look);
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 96)}px`;
}

page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { dataset } = button;
  if (dataset.person) play(dataset.person);
  else if (dataset.tap) void tap(button);
  else if (dataset.place) showPlace(button.closest(".phone"), dataset.place);
  else if (dataset.fault) {
    void attempt(async () => {
      await send(`${dataset.platform}/fault`, { kind: dataset.fault });
      await look();
    });
  } else if (button.id === "skip") void skip(button);
  else if ("sample" in dataset) {
    const form = button.closest("form");
    form.elements.text.value = button.textContent;
    fit(form.elements.text);
    button.closest("details").open = false;
    form.elements.text.focus();
  }
});

page.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.id !== "newcomer") {
    void say(form);
    return;
  }
  void attempt(async () => {
    const made = await send("people", { name: form.elements.name.value });
    form.reset();
    play(made.person);
  });
});

page.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Escape") field.closest("details")?.removeAttribute("open");
  if (field.tagName !== "TEXTAREA" || event.key !== "Enter") return;
  if (event.shiftKey || event.isComposing) return;
  event.preventDefault();
  field.form.requestSubmit();
});

page.addEventListener("input", (event) => {
  if (event.target.tagName === "TEXTAREA") fit(event.target);
});

document.addEventListener("click", (event) => {
  for (const open of page.querySelectorAll("details[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

void keepLooking();
