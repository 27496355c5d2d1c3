/** Saves a text as a file where the browser keeps downloads. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text]));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
