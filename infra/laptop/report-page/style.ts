import { MARKS } from '../../../shared/evaluation/plots/marks.ts';

/** Light or dark as the reader's system is; on paper light. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --ink: #1b2027; --soft: #5c6672; --grid: #e4e7eb; --base: #9aa3ae;
  --model: #1f6fd1; --source: #2a9d8f; --baseline: #a3abb6; --whisker: #1b2027; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --card: #1d2126; --ink: #e9ecf0; --soft: #9fa8b3; --grid: #31373e; --base: #68727d;
  --model: #5aa2f5; --source: #4fc4b4; --baseline: #6f7985; --whisker: #e9ecf0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 20px 64px; max-width: 960px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
header { padding: 0 24px; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; } h2 { margin: 0; font-size: 18px; } h3 { margin: 0; font-size: 15px; }
p { margin: 2px 0 12px; color: var(--soft); }
ul { list-style: none; margin: 0 0 8px; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 20px; color: var(--soft); }
.facts b { color: var(--ink); }
section { margin-top: 20px; padding: 20px 24px; background: var(--card); border: 1px solid var(--grid); border-radius: 10px; }
.key i { display: inline-block; width: 11px; height: 11px; margin-right: 7px; border-radius: 3px; }
.plot { overflow-x: auto; } svg { display: block; max-width: none; }
.small { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 20px 12px; }
${MARKS}table { border-collapse: collapse; margin-top: 12px; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { padding: 5px 12px; text-align: right; border-bottom: 1px solid var(--grid); white-space: nowrap; } thead th { color: var(--soft); font-weight: 500; white-space: normal; max-width: 240px; vertical-align: bottom; }
tbody th { text-align: left; font-weight: 500; white-space: normal; min-width: 80px; max-width: 260px; } thead th:first-child { text-align: left; padding-left: 0; } tbody th:first-child { padding-left: 0; }
table + p, .plot + p { margin-top: 10px; }
summary { cursor: pointer; } summary h2 { display: inline; } .group { text-align: center; }
pre { margin: 8px 0 0; overflow-x: auto; font-size: 13px; }
.narrow { display: none; }
@media (max-width: 700px) { .wide { display: none; } .narrow { display: block; } body { padding: 20px 10px 40px; } header { padding: 0 16px; } section { padding: 16px; } th, td { padding: 5px 8px; } }
@media print { body { background: #fff; } section { break-inside: avoid; } }
`;
