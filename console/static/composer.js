// What an agent writes: kept in this tab, counted, and never sent past words that came meanwhile.
// While a reply is being written, `seen` stays the last message there was when it was begun.

const ticket = document.querySelector(".ticket");
const thread = document.getElementById("thread");
const form = document.getElementById("reply-form");
const reply = document.getElementById("reply-text");
const button = form?.querySelector("button");
const seen = document.getElementById("seen");
const crossing = document.getElementById("crossing");
const strings = JSON.parse(document.getElementById("strings")?.textContent ?? "{}");
const READ_AFTER = 1500; // ms a new message must be in view before it counts as seen
const SPOKEN = ".said.customer, .said.agent"; // what a reply must not cross
const number = (said) => Number(said.id.slice(1));
let asked = 0; // the newest message whose crossing the agent was asked about

prepare(document.getElementById("queue").dataset.me);

function prepare(agent) {
  const sent = { reply: "reply-text", note: "note-text" }[ticket.dataset.done];
  for (const field of ticket.querySelectorAll("textarea")) {
    const key = `draft:${agent}:${ticket.dataset.number}:${field.id}`;
    if (field.id === sent) forget(key);
    else if (field.value) keep(key, field);
    else restore(key, field);
    field.addEventListener("input", () => (field.value ? keep(key, field) : forget(key)));
  }
  if (!form) return;
  form.addEventListener("submit", ask);
  ticket.addEventListener("click", takeSuggestion);
  thread.addEventListener("changed", threadChanged); // by the live feed
  reply.addEventListener("input", () => { count(); if (!reply.value) threadChanged(); });
  count();
  threadChanged();
}

// what came since the agent began is marked; where they write nothing it may count as seen
function threadChanged() {
  const begun = reply.value ? Number(seen.value) : Infinity;
  const after = Math.min(begun, Number(thread.dataset.freshAfter ?? Infinity));
  for (const said of thread.querySelectorAll(SPOKEN)) mark(said, number(said) > after);
  if (reply.value) return;
  crossing.hidden = true;
  button.textContent = button.dataset.send;
  watchReading();
}

function crossed() {
  return [...thread.querySelectorAll(SPOKEN)].map(number).filter((id) => id > Number(seen.value));
}

// the suggestion joins what the agent has written already, and nothing is sent by it
function takeSuggestion(event) {
  const link = event.target.closest?.("#use-draft");
  if (!link) return;
  event.preventDefault();
  const text = link.closest(".suggested").querySelector(".text").textContent;
  document.getElementById("mode-reply").checked = true;
  reply.value = reply.value ? `${reply.value}\n\n${text}` : text;
  reply.dispatchEvent(new Event("input"));
  reply.focus();
}

// each draft belongs to an agent, a ticket and a kind of text; a reply also to what was said by then
function keep(key, field) {
  sessionStorage.setItem(key, field.value);
  if (field === reply) sessionStorage.setItem(`${key}:seen`, seen.value);
}

function forget(key) {
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(`${key}:seen`);
}

function restore(key, field) {
  const text = sessionStorage.getItem(key);
  if (!text) return;
  field.value = text;
  const begun = Number(sessionStorage.getItem(`${key}:seen`));
  if (field === reply && begun) seen.value = Math.min(begun, Number(seen.value));
  if (field !== reply && !reply?.value) document.getElementById("mode-note").checked = true;
}

function mark(said, fresh) {
  said.classList.toggle("fresh", fresh);
  const tag = said.querySelector(".fresh-tag");
  if (!fresh) tag?.remove();
  if (!fresh || tag) return;
  const made = Object.assign(document.createElement("span"), { className: "tag fresh-tag" });
  made.textContent = strings.fresh;
  said.querySelector(".by time").before(made);
}

// what came while they wrote is asked about once; what comes after that, again
function ask(event) {
  const missed = crossed();
  const newest = Math.max(0, ...missed);
  if (newest <= asked) {
    if (newest) seen.value = newest;
    return;
  }
  event.preventDefault();
  asked = newest;
  crossing.textContent = (missed.length === 1 ? strings.crossed_one : strings.crossed_many)
    .replace("{n}", missed.length);
  crossing.hidden = false;
  button.textContent = strings.anyway;
  document.getElementById(`m${Math.min(...missed)}`).scrollIntoView({ block: "nearest" });
}

// what the agent has had time to read counts as seen; what landed under their finger does not
function watchReading() {
  const newest = thread.querySelector(".lines > .said:last-of-type");
  const id = thread.dataset.seen;
  if (!newest || Number(id) <= Number(seen.value)) return;
  let timer = 0;
  const watch = new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (!entry.isIntersecting) return;
    timer = setTimeout(() => {
      if (!document.hidden && !reply.value) seen.value = id;
      watch.disconnect();
    }, READ_AFTER);
  });
  watch.observe(document.getElementById(`m${id}`) ?? newest);
}

function count() {
  const shown = document.getElementById("reply-count");
  if (!shown) return;
  const { longest, weighted, over } = shown.dataset;
  const length = weighted ? weight(reply.value) : reply.value.length;
  const format = new Intl.NumberFormat(document.documentElement.lang);
  shown.querySelector(".count-now").textContent =
    `${format.format(length)} / ${format.format(longest)}`;
  const told = length > longest ? over : "";
  const warning = shown.querySelector(".count-over");
  if (warning.textContent !== told) warning.textContent = told;
}

// https://docs.x.com/fundamentals/counting-characters
function weight(text) {
  const address = /https?:\/\/[!-~]+/gi;
  const picture = /\p{RI}{2}|\p{ExtPict}[\ufe0f\p{EMod}]*(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]*)*/gu;
  let total = 0;
  const rest = text.normalize("NFC")
    .replace(address, () => { total += 23; return ""; })
    .replace(picture, () => { total += 2; return ""; });
  for (const character of rest) total += light(character.codePointAt(0)) ? 1 : 2;
  return total;
}

function light(code) {
  return code <= 4351 || (code >= 8192 && code <= 8205)
    || (code >= 8208 && code <= 8223) || (code >= 8242 && code <= 8247);
}
