import { type InputDefect, invalid } from '../../../shared/domain/errors.ts';
import type { JsonObject } from '../../../shared/domain/event.ts';
import { CONTENT_PARTS, type MessageTemplate, type Shape, unknownIn } from '../../../shared/domain/template.ts';
import type { TemplateEngine } from '../../../shared/ports/template-engine.ts';
import { knownVariables } from './known-variables.ts';

/**
 * Refuses a template that could not be filled for everybody: what is wrong with a text is found when it is saved, never
 * when it is sent.
 * @throws InvalidInputError naming each text, line and name, and what there is instead.
 */
export function checkTemplate(engine: TemplateEngine, template: MessageTemplate): void {
  const known = knownVariables(template.traits);
  const defects = Object.entries(template.languages).flatMap(([tag, content]) =>
    CONTENT_PARTS.flatMap((part) => {
      const text = content[part];
      const pointer = `/languages/${tag}/${part}`;
      return text === undefined ? [] : defectsOf(engine, text, known).map((reason) => ({ pointer, reason }));
    }),
  );
  if (defects.length > 0) throw invalid(defects satisfies readonly InputDefect[]);
}

function defectsOf(engine: TemplateEngine, text: string, known: Shape): readonly string[] {
  const read = engine.read(text);
  if ('defect' in read) return [`line ${read.defect.line}: ${read.defect.reason}`];
  const unknown = read.variables.flatMap((variable) => {
    const reason = unknownIn(variable, known);
    return reason === undefined ? [] : [`line ${variable.line}: ${reason}`];
  });
  if (unknown.length > 0) return [...new Set(unknown)];
  return filledInVain(engine, text);
}

/** Filled for a person of whom nothing is known: what takes too long does so for them too. */
function filledInVain(engine: TemplateEngine, text: string): readonly string[] {
  try {
    engine.fill(text, NOBODY, 'html');
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

const NOBODY: JsonObject = { person: { traits: {}, features: {} }, items: [], recommendations: {} };
