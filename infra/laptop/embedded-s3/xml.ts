// The little XML that S3 speaks: flat documents of text elements, written by us and by the SDK.

const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A whole document. S3 puts its namespace on every root but that of an error. */
export function xmlDocument(root: string, children: readonly string[]): string {
  const attribute = root === 'Error' ? '' : ` xmlns="${S3_NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children.join('')}</${root}>`;
}

/** An element around elements that are already XML. */
export function parentElement(name: string, children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** An element around text, which is escaped; nothing at all when the value is undefined. */
export function textElement(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
}

/**
 * Text as XML character data. Control characters become numeric references, as on S3: XML 1.0 has
 * no way to hold most of them, which is why `encoding-type=url` exists.
 */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return text.replace(/[<>&"'\u0000-\u001f]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The inner XML of every element of that name, in document order; the name must not nest in itself. */
export function readElements(xml: string, name: string): string[] {
  const element = new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}\\s*>`, 'g');
  return [...xml.matchAll(element)].map((match) => match[1] ?? '');
}

/** The unescaped text of the first element of that name, or undefined when there is none. */
export function readText(xml: string, name: string): string | undefined {
  const inner = readElements(xml, name)[0];
  return inner === undefined ? undefined : unescapeXml(inner);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED_ENTITIES[name] ?? whole;
    const codePoint = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
  });
}
