/** The same 32-bit number as a double that prints in nine digits at most; as it is, it may print in seventeen. */
export function shortFloat32(value: number): number {
  const short = Number(value.toPrecision(8));
  return Math.fround(short) === value ? short : Number(value.toPrecision(9));
}
