/** What differs between two sets of CloudFormation templates, for a reader who knows the plan. */

export interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string; readonly 'aws:asset:path'?: string };
}

/** A template's sections: `Resources`, `Outputs`, `Parameters` … */
export type Template = Readonly<Record<string, unknown>>;

export interface TemplateChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** The stack and what stands in it: `Service`, `CaptureRole6693F4BA`. */
  readonly stack: string;
  readonly id: string;
  /** Of a resource its type; of all else the section: `Outputs`. */
  readonly type: string;
  /** Where a changed one differs, by path, with what stood there and what stands there. */
  readonly properties: readonly PropertyChange[];
}

export interface PropertyChange {
  readonly path: string;
  readonly base: string;
  readonly now: string;
}

/** All changes, in the order of stacks and ids; empty when both deploy the same. @param base - templates by stack. */
export function templateChanges(
  base: ReadonlyMap<string, Template>,
  now: ReadonlyMap<string, Template>,
): readonly TemplateChange[] {
  return union(base.keys(), now.keys()).flatMap((stack) => {
    const [before, after] = [partsOf(base.get(stack)), partsOf(now.get(stack))];
    return union(before.keys(), after.keys()).flatMap((id) => changeOf(stack, id, before.get(id), after.get(id)));
  });
}

interface Part {
  readonly type: string;
  readonly value: unknown;
}

/** Resources and all else that has a name, by that name. */
function partsOf(template: Template = {}): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  for (const [section, named] of Object.entries(template)) {
    if (!isRecord(named)) parts.set(section, { type: 'Template', value: named });
    else if (section === 'Resources') {
      for (const [id, { Type, Metadata: _, ...rest }] of Object.entries(named as Record<string, Resource>)) {
        parts.set(id, { type: Type, value: rest });
      }
    } else for (const [id, value] of Object.entries(named)) parts.set(`${section}.${id}`, { type: section, value });
  }
  return parts;
}

function changeOf(stack: string, id: string, base: Part | undefined, now: Part | undefined): readonly TemplateChange[] {
  if (base === undefined || now === undefined) {
    const change = base === undefined ? 'added' : 'removed';
    return [{ change, stack, id, type: (base ?? now)!.type, properties: [] }];
  }
  const types = base.type === now.type ? [] : [{ path: 'Type', base: base.type, now: now.type }];
  const properties = [...types, ...differences(base.value, now.value, '')];
  return properties.length === 0 ? [] : [{ change: 'changed', stack, id, type: now.type, properties }];
}

/** A function of CloudFormation and a list of another length are told as a whole: places in them tell a reader little. */
function differences(base: unknown, now: unknown, path: string): readonly PropertyChange[] {
  if (isRecord(base) && isRecord(now) && !isIntrinsic(base) && !isIntrinsic(now)) {
    return union(Object.keys(base), Object.keys(now)).flatMap((key) =>
      differences(base[key], now[key], path === '' ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(base) && Array.isArray(now) && base.length === now.length) {
    return base.flatMap((value, at) => differences(value, now[at], `${path}[${at}]`));
  }
  const [before, after] = [textOf(base), textOf(now)];
  return before === after ? [] : [{ path, base: before, now: after }];
}

/** An archive is named by the hash of its content, which the table of bundles is for. */
const ASSET = /\b[0-9a-f]{64}\.(zip|tar\.gz)/g;

const textOf = (value: unknown): string =>
  value === undefined ? '–' : JSON.stringify(value).replace(ASSET, '<asset>');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIntrinsic = (value: Record<string, unknown>): boolean =>
  Object.keys(value).length === 1 && /^(Fn::|Ref$)/.test(Object.keys(value)[0]!);

const union = (some: Iterable<string>, others: Iterable<string>): readonly string[] =>
  [...new Set([...some, ...others])].sort();
