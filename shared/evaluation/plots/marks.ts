const TONES = ['model', 'baseline', 'source'];

/** How marks of drawings look; the colours' values are the page's. */
export const MARKS = `
text { font-size: 13px; fill: var(--ink); } .tick { font-size: 12px; fill: var(--soft); } .strong { font-weight: 600; fill: var(--ink); }
.end { text-anchor: end; } .middle { text-anchor: middle; } .value { font-variant-numeric: tabular-nums; }
.grid { stroke: var(--grid); } .base { stroke: var(--base); } .whisker { stroke: var(--whisker); stroke-width: 1.5; } .chance { stroke: var(--base); stroke-dasharray: 4 4; }
${TONES.map((tone) => `.fill.${tone} { fill: var(--${tone}); } .join.${tone}, .span.${tone} { stroke: var(--${tone}); } .key .${tone} { background: var(--${tone}); }`).join('\n')}
.join, .span { stroke-width: 2; } .join { stroke-opacity: .45; } path.join { stroke-opacity: 1; fill: none; }
`;
