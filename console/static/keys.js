// Shortcuts: single keys outside of fields only, so that nothing typed is lost to one.

const SWITCH = "single-keys";
let leader = "";

const on = () => localStorage.getItem(SWITCH) !== "off";
const element = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll("#rows .row")];

/** Listen for shortcuts, and for the switch that turns single keys off. */
export function listenToKeys() {
  document.addEventListener("keydown", pressed);
  const box = element("keys-on");
  if (!box) return;
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return; // a Chinese word is being typed
  const field = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = field?.closest("form.write");
    if (form && !event.repeat) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button"));
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return escape(field, event);
  const typing = field && !["radio", "checkbox"].includes(field.type);
  if (typing || !on() || document.querySelector("dialog[open]")) return;
  const name = leader + event.key;
  leader = "";
  const act = { j: () => move(1), k: () => move(-1), r: () => write("reply"), n: () => write("note"),
    i: () => element("act-assign")?.click(), e: () => element("act-solve")?.click(),
    "?": () => element("keys").showModal(), gq: () => { location.href = "/queue"; },
    g: () => { leader = "g"; setTimeout(() => { leader = ""; }, 1200); } }[name];
  if (!act || event.repeat && !"jk".includes(name)) return;
  event.preventDefault();
  act();
}

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const from = at >= 0 ? at : all.findIndex((row) => row.hasAttribute("aria-current"));
  const to = all[from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + step))];
  to?.focus();
}

function write(mode) {
  const choice = element(`mode-${mode}`);
  if (!choice) return;
  choice.checked = true;
  element(`${mode}-text`).focus();
}

function escape(field, event) {
  if (document.querySelector("dialog[open]")) return;
  if (field) {
    field.blur();
    event.preventDefault();
    return;
  }
  const row = document.querySelector("#rows .row[aria-current]") ?? rows()[0];
  if (row?.offsetParent) row.focus();
  else location.href = "/queue";
}
