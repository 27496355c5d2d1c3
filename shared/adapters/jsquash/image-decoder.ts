import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ImageDecoder } from '../../ports/image-decoder.ts';
import { type ImageFormat, imageHeader } from './image-header.ts';

/** Of one file. What is decoded takes 4 bytes a pixel, twice, and a progressive JPEG 6 more. */
export const MAX_PIXELS = 12_000_000;

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

type Decode = (file: ArrayBuffer) => Promise<Pixels>;

/** As the packages are called; their types know of browsers alone. */
interface Codec {
  init(module: object, options?: object): Promise<unknown>;
  readonly default: Decode;
}

/**
 * The codecs of Squoosh in WebAssembly, each read and compiled when it is first asked for: none of them sees a file
 * system, a network or anything of this process but the bytes of one image.
 */
export function jsquashDecoder(): ImageDecoder {
  const opened = new Map<ImageFormat, Promise<Decode>>();
  const decoderOf = (format: ImageFormat): Promise<Decode> => {
    const decoder = opened.get(format) ?? OPEN[format]();
    opened.set(format, decoder);
    return decoder;
  };
  return {
    async decode(file) {
      const header = imageHeader(file);
      if (header === undefined) return { defect: 'is no JPEG, PNG or WebP image' };
      const { format, width, height } = header;
      const size = `${width} × ${height}`;
      if (width * height === 0) return { defect: `says it has ${size} pixels` };
      if (width * height > MAX_PIXELS)
        return { defect: `has ${size} pixels; the limit is ${MAX_PIXELS / 1e6} million` };
      const decoded = await (await decoderOf(format))(Uint8Array.from(file).buffer).catch(() => undefined);
      if (decoded === undefined)
        return { defect: `is a ${NAMES[format]} image that is broken, or of a kind not known` };
      if (decoded.width * decoded.height > MAX_PIXELS) return { defect: 'is larger than it says' };
      return { width: decoded.width, height: decoded.height, rgba: decoded.data };
    },
  };
}

const NAMES = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP' } as const;

const OPEN: Readonly<Record<ImageFormat, () => Promise<Decode>>> = {
  async jpeg() {
    const codec: unknown = await import('@jsquash/jpeg/decode.js');
    let complaint = '';
    const printErr = (line: string) => {
      complaint = line;
    };
    const decode = await started(codec, '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm', { printErr });
    return async (file) => {
      complaint = '';
      const decoded = await decode(file);
      // The codec fills up with grey what is missing.
      if (complaint.startsWith('Premature end')) throw new Error(complaint);
      return decoded;
    };
  },
  png: async () => started(await import('@jsquash/png/decode.js'), '@jsquash/png/codec/pkg/squoosh_png_bg.wasm'),
  webp: async () =>
    started(await import('@jsquash/webp/decode.js'), '@jsquash/webp/codec/dec/webp_dec.wasm', { printErr: () => {} }),
};

async function started(imported: unknown, wasm: string, options?: object): Promise<Decode> {
  const codec = imported as Codec;
  await codec.init(await compiled(wasm), options);
  return codec.default;
}

const { resolve } = createRequire(import.meta.url);
const compiled = async (path: string) => new WebAssembly.Module(await readFile(resolve(path)));
