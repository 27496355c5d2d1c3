/** The page's style: one column, the system's own letters, light or dark as the shopper's device has it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2126; --quiet: #565e68; --paper: #f5f4f1; --card: #ffffff; --line: #dcdad4;
  --accent: #1d5d4e; --on-accent: #ffffff; --warn: #a3281d; --good: #1d5d4e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #eceae5; --quiet: #a9b0b8; --paper: #14171a; --card: #1e2226; --line: #363c42;
    --accent: #7fd1b9; --on-accent: #0d1f1a; --warn: #ff9d92; --good: #7fd1b9;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif;
}
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .25rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: 0 0 .75rem; }
.quiet { color: var(--quiet); }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.25rem; margin-top: 1.25rem;
}
ul { list-style: none; margin: 0; padding: 0; }
li + li, .choice + .choice { border-top: 1px solid var(--line); }
li { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; padding: .5rem 0; }
li form { flex: 1; }
li span:first-child { overflow-wrap: anywhere; }
.chosen { display: grid; grid-template-columns: 1fr auto; gap: .5rem 1rem; align-items: start; }
.chosen > div:first-child { display: flex; flex-direction: column; min-width: 0; }
.reasons { grid-column: 1 / -1; background: var(--paper); border-radius: .5rem; padding: .75rem 1rem; }
.reasons p { margin: 0; }
.reasons p + button { margin-top: .75rem; }
.reasons ol { list-style: none; margin: 0; padding: 0; }
.reasons li { display: block; }
.reasons li:first-child { padding-top: 0; }
.reasons li:last-child { padding-bottom: 0; }
.reasons li strong, .reasons li span { display: block; overflow-wrap: anywhere; }
.trait { display: grid; grid-template-columns: 9rem 1fr auto auto; gap: .5rem .75rem; align-items: center; }
.trait label { overflow-wrap: anywhere; color: var(--quiet); }
.new { display: grid; grid-template-columns: 9rem 1fr auto; gap: .5rem .75rem; align-items: end; margin-top: 1rem; }
.new label { display: block; color: var(--quiet); font-size: .875rem; }
input[type=text] {
  width: 100%; min-width: 0; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; min-height: 2.75rem;
}
button {
  font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1rem; border-radius: .5rem; cursor: pointer;
  border: 1px solid var(--accent); background: transparent; color: var(--accent);
}
button.main { background: var(--accent); color: var(--on-accent); }
button.danger { border-color: var(--warn); color: var(--warn); }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; gap: .75rem; }
.choice { border: 0; margin: 0; padding: 1rem 0; min-width: 0; display: grid; grid-template-columns: 1fr auto; gap: .25rem 1.5rem; }
.choice legend { padding: 0; font-weight: 600; float: left; grid-column: 1; }
.choice p { grid-column: 1; margin: 0; }
.choice .pair { grid-column: 2; grid-row: 1 / span 3; align-self: center; display: flex; }
.pair label { position: relative; }
.pair input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%; margin: 0; cursor: pointer; }
.pair span {
  display: block; padding: .6rem 1rem; min-height: 2.75rem; border: 1px solid var(--line); font-weight: 600; color: var(--quiet);
}
.pair label:first-child span { border-radius: .5rem 0 0 .5rem; }
.pair label:last-child span { border-radius: 0 .5rem .5rem 0; border-left: 0; }
.pair input:checked + span { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.pair input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
dialog { border: 1px solid var(--line); border-radius: .75rem; background: var(--card); color: var(--ink); max-width: 28rem; padding: 1.5rem; }
dialog::backdrop { background: rgb(0 0 0 / .5); }
#told {
  position: fixed; left: 50%; bottom: 1.25rem; transform: translateX(-50%); max-width: calc(100vw - 2.5rem);
  background: var(--ink); color: var(--paper); border-radius: .5rem; padding: .75rem 1.25rem;
}
#told:empty { display: none; }
@media (max-width: 34rem) {
  main { padding-top: 1.5rem; }
  .trait, .new { grid-template-columns: 1fr 1fr; }
  .trait label, .trait input, .new div { grid-column: 1 / -1; }
  .chosen { grid-template-columns: 1fr; }
  .choice { grid-template-columns: 1fr; }
  .choice .pair { grid-column: 1; grid-row: auto; margin-top: .5rem; }
  .pair label { flex: 1; } .pair span { text-align: center; }
  .row button, .new button { width: 100%; }
  .new button { grid-column: 1 / -1; }
}
@media (prefers-reduced-motion: no-preference) { button, .pair span { transition: background .12s, color .12s; } }
`;
