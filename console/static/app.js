// The desk page comes alive: shortcuts, news as they happen. Every form works without it.

import { followNews } from "./live.js";
import { listenToKeys } from "./keys.js";

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
