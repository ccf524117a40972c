// The desk page comes alive: drafts, shortcuts, news as they happen. Every form works without it.

import { followNews } from "./live.js";
import { listenToKeys } from "./keys.js";

const queue = document.getElementById("queue");
const ticket = document.querySelector(".ticket");

keepDrafts();
listenToKeys();
followNews();
sendOnce();
forgetOutcome();

const thread = document.getElementById("thread");
if (thread) thread.scrollTop = thread.scrollHeight;
if (matchMedia("(max-width: 720px)").matches) { // there the page scrolls, not the thread
  thread?.querySelector(".lines > :last-child")?.scrollIntoView({ block: "end" });
}
if (matchMedia("(max-width: 1240px)").matches) {
  document.querySelector(".facts-all")?.removeAttribute("open");
}

// what an agent writes is kept in this tab, for each agent, ticket and kind of text
function keepDrafts() {
  if (!ticket) return;
  const sent = { reply: "reply-text", note: "note-text" }[ticket.dataset.done];
  for (const field of ticket.querySelectorAll("textarea")) {
    const key = `draft:${queue.dataset.me}:${ticket.dataset.number}:${field.id}`;
    if (field.id === sent) sessionStorage.removeItem(key);
    else if (!field.value) restore(field, sessionStorage.getItem(key));
    field.addEventListener("input", () => {
      if (field.value) sessionStorage.setItem(key, field.value);
      else sessionStorage.removeItem(key);
    });
  }
}

function restore(field, text) {
  if (!text) return;
  field.value = text;
  const reply = document.getElementById("reply-text");
  if (field.id === "note-text" && !reply?.value) document.getElementById("mode-note").checked = true;
}

// a second press of Send must not send twice
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.method === "dialog") return;
    setTimeout(() => { button.disabled = true; }); // later, or the button's own value is not sent
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
  });
}

// the outcome of the last action must not be told again when the page is loaded again
function forgetOutcome() {
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}
