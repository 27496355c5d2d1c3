import type { Raster } from '../math/raster.ts';

export interface ImageDecoder {
  /**
   * The pixels of a JPEG, PNG or WebP file and nothing else that it says; or, to be said after its name, what is wrong
   * with it. A file that says it is too large is not begun.
   */
  decode(file: Uint8Array): Promise<Raster | { readonly defect: string }>;
}
