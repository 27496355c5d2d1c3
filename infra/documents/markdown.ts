/** Parts of a page that a program writes. */
export const bullets = (lines: readonly string[]): string =>
  lines.length === 0 ? 'Nothing.' : lines.map((line) => `- ${line}`).join('\n');

export const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
