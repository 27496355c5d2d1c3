/** Rows of pixels from the top, each pixel red, green, blue and alpha in [0, 255]. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** (height, width, 4) */
  readonly rgba: Uint8Array | Uint8ClampedArray;
}
