import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsquashDecoder } from '../../../../../shared/adapters/jsquash/image-decoder.ts';
import { imageHeader } from '../../../../../shared/adapters/jsquash/image-header.ts';
import { imageFile } from '../../../../support/image-files.ts';

const FORMATS = ['jpeg', 'png', 'webp'] as const;
const [width, height] = [48, 31];
const raster = {
  width,
  height,
  rgba: Uint8Array.from({ length: 4 * width * height }, (_, at) => (at % 4 === 3 ? 255 : at % 4 === 0 ? 200 : 40)),
};
const decoder = jsquashDecoder();
const defectOf = async (file: Uint8Array) => {
  const decoded = await decoder.decode(file);
  return 'defect' in decoded ? decoded.defect : undefined;
};

describe('an image file', () => {
  it.each(FORMATS)('is decoded: %s', async (format) => {
    const file = await imageFile(raster, format);
    expect(imageHeader(file)).toEqual({ format, width, height });
    const decoded = await decoder.decode(file);
    expect(decoded).toMatchObject({ width, height });
    const rgba = 'rgba' in decoded ? decoded.rgba : [];
    for (const [channel, value] of [200, 40, 40, 255].entries())
      expect(Math.abs(rgba[4 * 700 + channel]! - value)).toBeLessThan(8);
  });

  it.each(FORMATS)('that ends too early is refused, and the next one is decoded: %s', async (format) => {
    const file = await imageFile(
      { ...raster, rgba: raster.rgba.map((v, at) => (at % 4 === 3 ? 255 : (v * at) % 251)) },
      format,
    );
    expect(await defectOf(file.slice(0, file.length >> 1))).toContain('that is broken');
    expect(await defectOf(file)).toBeUndefined();
  });

  it('that says it is too large is not unpacked', async () => {
    const png = await imageFile(raster, 'png');
    new DataView(png.buffer).setUint32(16, 50_000);
    new DataView(png.buffer).setUint32(20, 50_000);
    expect(await defectOf(png)).toBe('has 50000 × 50000 pixels; the limit is 12 million');
    new DataView(png.buffer).setUint32(20, 0);
    expect(await defectOf(png)).toBe('says it has 50000 × 0 pixels');
  });

  it('of another kind is refused', async () => {
    for (const text of ['', 'GIF89a', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'RIFF1234WAVEfmt '])
      expect(await defectOf(Buffer.from(text))).toBe('is no JPEG, PNG or WebP image');
  });

  it('of any bytes has a header or none, and is decoded or refused', async () => {
    const files = await Promise.all(FORMATS.map((format) => imageFile(raster, format)));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (file, changes) => {
          const broken = file.slice();
          for (const [at, byte] of changes) broken[at % broken.length] = byte;
          const decoded = await decoder.decode(broken);
          if ('rgba' in decoded) expect(decoded.rgba.length).toBe(4 * decoded.width * decoded.height);
        },
      ),
      { numRuns: 150 },
    );
  });
});
