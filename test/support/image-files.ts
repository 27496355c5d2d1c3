import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as jpeg from '@jsquash/jpeg/encode.js';
import * as png from '@jsquash/png/encode.js';
import * as webp from '@jsquash/webp/encode.js';
import type { Raster } from '../../shared/math/raster.ts';

/** As the packages are called; their types know of browsers alone. */
interface Encoder {
  init(module: object): Promise<unknown>;
  default(image: object, options: { readonly quality: number }): Promise<ArrayBuffer>;
}

const encoders = {
  jpeg: [jpeg as unknown, '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'],
  png: [png as unknown, '@jsquash/png/codec/pkg/squoosh_png_bg.wasm'],
  webp: [webp as unknown, '@jsquash/webp/codec/enc/webp_enc.wasm'],
} as const;

const { resolve } = createRequire(import.meta.url);

/** The raster as a file. @param quality - 0 to 100, of what is lossy. */
export async function imageFile(
  { width, height, rgba }: Raster,
  format: keyof typeof encoders,
  quality = 75,
): Promise<Uint8Array> {
  const [codec, wasm] = encoders[format];
  const encoder = codec as Encoder;
  await encoder.init(new WebAssembly.Module(readFileSync(resolve(wasm))));
  return new Uint8Array(await encoder.default({ width, height, data: new Uint8ClampedArray(rgba) }, { quality }));
}
