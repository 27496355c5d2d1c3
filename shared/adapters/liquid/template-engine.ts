import { Liquid, type Template, type Variable } from 'liquidjs';
import { InvalidInputError } from '../../domain/errors.ts';
import type { NamedVariable } from '../../domain/template.ts';
import type { TemplateEngine, TextDefect } from '../../ports/template-engine.ts';

/** Of one text: its characters, milliseconds that it is filled in, and objects and characters that are made meanwhile. */
const LIMITS = { parseLimit: 300_000, renderLimit: 2000, memoryLimit: 2_000_000 } as const;
/**
 * Tags, outputs and pieces of text that are filled: what ends most texts that would take too long, and does so alike on
 * every machine. Milliseconds are the last resort, as on a machine that is busy any text may take some.
 */
const FILLED = { templateLimit: 50_000 } as const;
/** Characters of a filled text: mail programs cut what is longer than 100 KB, and a row of the store holds 400. */
const MOST_FILLED = 200_000;
/** Of several texts: they reach for other files. */
const OTHER_FILES = ['include', 'render', 'layout', 'block'] as const;

/** Texts in Liquid, the language that shop systems speak (LiquidJS). */
export function liquidEngine(): TemplateEngine {
  const [html, plain] = [liquid({ outputEscape: 'escape' }), liquid({})];
  return {
    read(text) {
      try {
        const parsed = plain.parse(text);
        const { globals, variables } = plain.analyzeSync(parsed, { partials: false });
        const lists = listsIn(parsed);
        const named = [...Object.values(globals).flat(), ...Object.values(variables).flat().flatMap(ofList(lists))];
        return { variables: named.map((one) => ('path' in one ? one : namedOf(one))) };
      } catch (error) {
        return { defect: defectOf(error) };
      }
    },
    fill(text, scope, into) {
      const engine = into === 'html' ? html : plain;
      let filled: string;
      try {
        filled = String(engine.parseAndRenderSync(text, scope, FILLED));
      } catch (error) {
        const { line, reason } = defectOf(error);
        throw new InvalidInputError(`the template cannot be filled: line ${line}: ${reason}`);
      }
      if (filled.length <= MOST_FILLED) return filled;
      throw new InvalidInputError(`the filled template has ${filled.length} characters; the limit is ${MOST_FILLED}`);
    },
  };
}

function liquid(options: { readonly outputEscape?: 'escape' }): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    ...options,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {}, // instead of files
    timezoneOffset: 0,
    locale: 'en-US',
  });
  for (const tag of OTHER_FILES) delete engine.tags[tag];
  return engine;
}

const namedOf = ({ segments, location }: Variable): NamedVariable => ({
  // What is asked for by a variable in brackets may be any of them.
  path: segments.map((part) => (typeof part === 'object' ? '*' : part)),
  line: location.row,
});

/** What a loop calls each of a list: by the name, the path of the list. */
type Lists = ReadonlyMap<string, readonly string[]>;

/** A tag that goes through a list, as the parser leaves it. */
interface Loop {
  readonly variable?: string;
  readonly collection?: { getText?(): string };
  readonly templates?: readonly Template[];
  readonly elseTemplates?: readonly Template[];
  readonly branches?: readonly { readonly templates: readonly Template[] }[];
}

const PATH = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

function listsIn(templates: readonly Template[], found = new Map<string, readonly string[]>()): Lists {
  for (const template of templates) {
    const { variable, collection, templates: inner = [], elseTemplates = [], branches = [] } = template as Loop;
    const path = collection?.getText?.() ?? '';
    if (variable !== undefined && PATH.test(path)) {
      const [root = '', ...rest] = path.split('.');
      found.set(variable, [...(found.has(root) ? [...found.get(root)!, '*'] : [root]), ...rest]);
    }
    for (const part of [inner, elseTemplates, ...branches.map(({ templates }) => templates)]) listsIn(part, found);
  }
  return found;
}

/** A variable of a loop as what it stands for. */
const ofList =
  (lists: Lists) =>
  (variable: Variable): readonly NamedVariable[] => {
    const { path, line } = namedOf(variable);
    const list = lists.get(String(path[0]));
    return list === undefined ? [] : [{ path: [...list, '*', ...path.slice(1)], line }];
  };

/** LiquidJS writes where it is behind its message. */
const PLACE = /, line:(\d+), col:\d+$/;

function defectOf(error: unknown): TextDefect {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  return { line: Number(PLACE.exec(message)?.[1] ?? 1), reason: message.replace(PLACE, '') };
}
