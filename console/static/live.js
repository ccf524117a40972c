// Live pages: the desk tells which tickets changed, and the page fetches what it shows of them.
// Rows never move under an agent who is reading the list: a pill tells how many are new.

const queue = document.getElementById("queue");
const article = document.querySelector(".ticket");
const strings = JSON.parse(document.getElementById("strings")?.textContent ?? "{}");
const LOST_AFTER = 3000; // ms without the stream of news before the agent is told
const REFRESH = 60_000; // ms between two looks without news, for "waits 5 min"

let source = null;
let lost = 0; // the timer that will tell that the stream is lost
let last = queue ? Number(queue.dataset.after) : 0;
let waiting = null; // the newest list, not applied yet
let busy = Promise.resolve();

/** Follow news while the page is looked at; hidden tabs hold no connection. */
export function followNews() {
  if (!queue) return;
  const look = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  addEventListener("pageshow", look);
  document.getElementById("retry").addEventListener("click", () => { close(); open(); refresh([]); });
  setInterval(() => { if (!document.hidden) refresh(null); }, REFRESH);
  bindPill();
  look();
}

function open() {
  if (source) return;
  source = new EventSource(`/events?after=${last}`);
  source.addEventListener("changed", (event) => {
    last = Number(event.lastEventId) || last;
    refresh(JSON.parse(event.data).tickets);
  });
  source.addEventListener("open", () => {
    document.documentElement.dataset.live = "on";
    clearTimeout(lost);
    lost = 0;
    offline(false);
  });
  source.addEventListener("error", () => {
    lost ||= setTimeout(() => offline(true), LOST_AFTER);
    if (source?.readyState === EventSource.CLOSED) { // refused, not just cut: look again later
      source = null;
      delete document.documentElement.dataset.live;
      setTimeout(() => { if (!document.hidden) open(); }, 5000);
      refresh(null); // tells a sign-out
    }
  });
}

function close() {
  source?.close();
  source = null;
  clearTimeout(lost);
  lost = 0;
  delete document.documentElement.dataset.live;
}

// one after the other, so that an older answer never replaces a newer one
function refresh(tickets) {
  busy = busy.then(() => update(tickets)).catch(() => offline(true));
}

async function update(tickets) {
  const { view, channel, number } = queue.dataset;
  const list = await part(`/queue/list?${new URLSearchParams({ view, channel, number })}`);
  if (list) showList(list);
  if (list) document.getElementById("paused").replaceWith(list.querySelector("#paused"));
  if (article && tickets && (tickets.length === 0 || tickets.includes(number))) {
    const thread = await part(`/tickets/${number}/thread`);
    if (thread) showTicket(thread);
  }
}

async function part(address) {
  const response = await fetch(address, { headers: { "X-Part": "1" } });
  if (response.status === 401) {
    close();
    tell(strings.signed_out);
    return null;
  }
  if (!response.ok) throw new Error(String(response.status));
  if (source?.readyState === EventSource.OPEN) offline(false);
  return new DOMParser().parseFromString(await response.text(), "text/html").body;
}

function showList(fresh) {
  for (const [at, count] of fresh.querySelectorAll(".views .count").entries()) {
    const shown = queue.querySelectorAll(".views .count")[at];
    if (shown) shown.textContent = count.textContent;
  }
  const known = new Set(numbers(queue));
  const added = numbers(fresh).filter((number) => !known.has(number));
  const gone = [...known].some((number) => !numbers(fresh).includes(number));
  if (new URL(location.href).searchParams.has("cursor")) return; // an older page of the list
  if (!reading()) {
    applyList(fresh);
  } else {
    for (const row of fresh.querySelectorAll("#rows > li")) morph(row);
    waiting = added.length || gone ? fresh : null;
    showPill(added.length);
  }
  if (added.length) tell(strings.arrived.replace("{n}", added.length));
}

const numbers = (root) =>
  [...root.querySelectorAll("#rows > li")].map((row) => row.dataset.number);

function reading() {
  const list = queue.querySelector(".list");
  const scrolled = list.scrollTop > 4 || (innerWidth <= 720 && scrollY > 4);
  return scrolled || list.contains(document.activeElement) || list.matches(":hover");
}

function morph(fresh) {
  const row = queue.querySelector(`#rows > li[data-number="${CSS.escape(fresh.dataset.number)}"] > a`);
  const news = fresh.querySelector("a");
  if (!row || row.innerHTML === news.innerHTML) return;
  row.className = news.className;
  row.innerHTML = news.innerHTML; // escaped by the server's templates
}

function applyList(fresh) {
  const old = queue.querySelector(".list");
  const top = old.scrollTop;
  const focused = document.activeElement?.closest?.("#rows > li")?.dataset.number;
  const now = fresh.querySelector(".list");
  if (old.innerHTML !== now.innerHTML) old.replaceWith(now);
  queue.querySelector(".list").scrollTop = top;
  if (focused) queue.querySelector(`[data-number="${CSS.escape(focused)}"] > a`)?.focus();
  waiting = null;
  bindPill();
}

function showPill(count) {
  const pill = document.getElementById("pill");
  pill.hidden = count === 0;
  pill.textContent = strings.new.replace("{n}", count);
}

function bindPill() {
  document.getElementById("pill")?.addEventListener("click", () => {
    if (!waiting) return;
    applyList(waiting);
    queue.querySelector(".list").scrollTop = 0;
    queue.querySelector("#rows .row")?.focus();
  });
}

function showTicket(fresh) {
  const thread = document.getElementById("thread");
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40;
  const top = thread.scrollTop;
  const before = Number(thread.dataset.seen);
  const focused = document.activeElement?.id;
  const unfolded = new Map([...article.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  for (const id of ["head", "thread", "above", "facts"]) {
    const old = document.getElementById(id);
    const now = fresh.querySelector(`#${id}`);
    if (old.innerHTML === now.innerHTML) continue;
    for (const one of now.querySelectorAll("details[id]")) one.open = unfolded.get(one.id) ?? one.open;
    if (id === "thread") {
      old.innerHTML = now.innerHTML;
      old.dataset.seen = now.dataset.seen;
    } else {
      old.replaceWith(now);
    }
  }
  for (const form of article.querySelectorAll("#head form, #thread form, #facts form")) keepPlace(form);
  thread.scrollTop = atEnd ? thread.scrollHeight : top;
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  const spoken = [...thread.querySelectorAll(".said.customer")].at(-1);
  if (spoken && Number(spoken.id.slice(1)) > before) tell(strings.message);
  thread.dispatchEvent(new Event("changed"));
}

function keepPlace(form) {
  form.elements.view.value = queue.dataset.view;
  form.elements.channel.value = queue.dataset.channel;
}

function tell(text) {
  const news = document.getElementById("news");
  news.classList.remove("shown");
  news.textContent = text;
  void news.offsetWidth; // starts its animation anew
  news.classList.add("shown");
}

let updated = new Date(); // the page itself was news

function offline(yes) {
  const bar = document.getElementById("offline");
  bar.hidden = !yes;
  if (!yes) updated = new Date();
  const told = updated.toTimeString().slice(0, 5);
  document.getElementById("last-update").textContent = told;
}
