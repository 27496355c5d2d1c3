/**
 * Writes ONNX models: the part of the protobuf schema `onnx.proto3` that the graphs of this house use.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

/** A message under construction: its bytes so far. */
export type Message = readonly Uint8Array[];

const utf8 = new TextEncoder();

const varint = (value: number | bigint): Uint8Array => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
};

const VARINT = 0;
const BYTES = 2;
const tag = (field: number, wireType: number): Uint8Array => varint((field << 3) | wireType);

const integer = (field: number, value: number | bigint): Message => [tag(field, VARINT), varint(value)];
const bytes = (field: number, value: Uint8Array): Message => [tag(field, BYTES), varint(value.length), value];
const text = (field: number, value: string): Message => bytes(field, utf8.encode(value));
const message = (field: number, parts: Message): Message => [tag(field, BYTES), varint(lengthOf(parts)), ...parts];

const lengthOf = (parts: Message): number => parts.reduce((sum, part) => sum + part.length, 0);

function join(parts: Message): Uint8Array {
  const joined = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

// ── Tensors and values ──────────────────────────────────────────────────────────────────────────────

/** TensorProto.DataType */
const DATA_TYPE = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type ElementType = keyof typeof DATA_TYPE;

/** A constant: its values lie in the file. Little-endian, as the format wants and every target is. */
export function constant(
  name: string,
  dims: readonly number[],
  values: Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array,
): Message {
  const type = elementTypeOf(values);
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== values.length)
    throw new RangeError(`constant ${name}: ${values.length} values do not fill [${dims.join(', ')}]`);
  return [
    ...dims.flatMap((dim) => integer(1, dim)),
    ...integer(2, DATA_TYPE[type]),
    ...text(8, name),
    ...bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ];
}

function elementTypeOf(values: Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array): ElementType {
  if (values instanceof Float32Array) return 'float';
  if (values instanceof Int8Array) return 'int8';
  if (values instanceof Uint8Array) return 'uint8';
  return values instanceof Int32Array ? 'int32' : 'int64';
}

export const integers = (name: string, ...values: readonly number[]): Message =>
  constant(name, [values.length], BigInt64Array.from(values, BigInt));

/** An input or output. A dimension is a number, or a name where it differs from call to call. */
export function value(name: string, type: ElementType, dims: readonly (number | string)[]): Message {
  const shape = dims.flatMap((dim) => message(1, typeof dim === 'number' ? integer(1, dim) : text(2, dim)));
  const tensorType = [...integer(1, DATA_TYPE[type]), ...message(2, shape)];
  return [...text(1, name), ...message(2, message(1, tensorType))];
}

// ── Nodes and the model ─────────────────────────────────────────────────────────────────────────────

/** AttributeProto.AttributeType */
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_FLOATS = 6;
const ATTRIBUTE_INTS = 7;
const ATTRIBUTE_STRINGS = 8;

/** Lists: floats, whole numbers, texts. */
export type Attribute = number | string | Float32Array | Int32Array | readonly string[];

function attributeOf(attribute: Attribute): Message {
  if (typeof attribute === 'number') return [...integer(3, attribute), ...integer(20, ATTRIBUTE_INT)];
  if (typeof attribute === 'string') return [...text(4, attribute), ...integer(20, ATTRIBUTE_STRING)];
  if (attribute instanceof Float32Array) {
    const values = new Uint8Array(attribute.buffer, attribute.byteOffset, attribute.byteLength);
    return [...bytes(7, values), ...integer(20, ATTRIBUTE_FLOATS)];
  }
  if (attribute instanceof Int32Array)
    return [...bytes(8, join(Array.from(attribute, varint))), ...integer(20, ATTRIBUTE_INTS)];
  return [...attribute.flatMap((one) => text(9, one)), ...integer(20, ATTRIBUTE_STRINGS)];
}

/** Operators beside those that every graph may use, and the version of them that graphs here ask for. */
export const MACHINE_LEARNING = { domain: 'ai.onnx.ml', version: 3 };

/** @param domain - of the operator; it must be among the graph's `domains`. */
export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain?: string,
): Message {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...outputs.flatMap((output) => text(2, output)),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, attribute]) =>
      message(5, [...text(1, name), ...attributeOf(attribute)]),
    ),
    ...(domain === undefined ? [] : text(7, domain)),
  ];
}

export interface Graph {
  readonly name: string;
  readonly constants: readonly Message[];
  readonly inputs: readonly Message[];
  readonly outputs: readonly Message[];
  /** Each after the nodes that it reads from. */
  readonly nodes: readonly Message[];
  /** Of operators beside the usual ones. */
  readonly domains?: readonly { readonly domain: string; readonly version: number }[];
}

const IR_VERSION = 10;
export const OPSET = 18;

/** The bytes of a `.onnx` file. */
export function encodeModel({ name, constants, inputs, outputs, nodes, domains = [] }: Graph): Uint8Array {
  const graph = [
    ...nodes.flatMap((entry) => message(1, entry)),
    ...text(2, name),
    ...constants.flatMap((entry) => message(5, entry)),
    ...inputs.flatMap((entry) => message(11, entry)),
    ...outputs.flatMap((entry) => message(12, entry)),
  ];
  return join([
    ...integer(1, IR_VERSION),
    ...text(2, 'rapport'),
    ...message(7, graph),
    ...[{ domain: '', version: OPSET }, ...domains].flatMap(({ domain, version }) =>
      message(8, [...text(1, domain), ...integer(2, version)]),
    ),
  ]);
}
