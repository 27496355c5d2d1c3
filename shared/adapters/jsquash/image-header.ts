export type ImageFormat = 'jpeg' | 'png' | 'webp';

/** What a file says of itself before anything is unpacked. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** In pixels, as the file claims. */
  readonly width: number;
  readonly height: number;
}

/**
 * Undefined where the bytes begin like none of the three formats, or end before they have told their size.
 *
 * Sources: ITU-T T.81, B.2.2 (frame header); PNG third edition, 11.2.1 (IHDR); RFC 9649, 2.5 to 2.7 (WebP), RFC 6386,
 * 9.1 (VP8).
 */
export function imageHeader(file: Uint8Array): ImageHeader | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    if (view.getUint16(0) === 0xffd8) return jpegHeader(view);
    if (view.getUint32(0) === 0x89504e47 && textAt(view, 12) === 'IHDR')
      return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
    return textAt(view, 0) === 'RIFF' && textAt(view, 8) === 'WEBP' ? webpHeader(view) : undefined;
  } catch (cause) {
    if (cause instanceof RangeError) return undefined; // beyond the end of the file
    throw cause;
  }
}

const textAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** Frames of every coding but those markers of the same row that begin none. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegHeader(view: DataView): ImageHeader | undefined {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { format: 'jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpHeader(view: DataView): ImageHeader | undefined {
  const uint24 = (at: number) => view.getUint16(at, true) + 65_536 * view.getUint8(at + 2);
  switch (textAt(view, 12)) {
    case 'VP8X':
      return { format: 'webp', width: 1 + uint24(24), height: 1 + uint24(27) };
    case 'VP8 ':
      return { format: 'webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { format: 'webp', width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    default:
      return undefined;
  }
}
