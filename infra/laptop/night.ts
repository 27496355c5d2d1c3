import { night } from '../night-machine.ts';
import type { FunctionHost } from './function-host.ts';

export type NightInput = Readonly<Record<string, unknown>>;

/** What the steps gave, each under its name in the plan, as far as it is told of here; a step that did not run, nothing. */
export interface NightOutput {
  readonly training?: Training;
  readonly evaluation?: Evaluation;
  readonly publication?: Publication;
  readonly sweep?: { readonly completed: number };
}

interface Training {
  readonly status: 'trained' | 'nothing-to-train';
  readonly reason?: string;
  readonly version?: string;
}

interface Publication {
  readonly status: 'published' | 'unchanged' | 'refused';
  readonly version: string;
  readonly gate: {
    readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly reason: string }[];
  };
}

interface Evaluation {
  readonly goal: 'purchase' | 'any';
  readonly people: number;
  readonly tasks: number;
  readonly model: Figures;
  readonly popularity: Figures;
  readonly lift: { readonly mean: number; readonly low: number; readonly high: number } | null;
}

type Figures = Readonly<Record<string, number | null>>;

/**
 * Runs the plan's state machine step by step, with its retries.
 * @param onStep - told when a step begins, by its name in the plan.
 */
export async function runNight(
  host: FunctionHost,
  input: NightInput,
  onStep: (step: string) => void,
): Promise<NightOutput> {
  const tasks = Object.entries(night.States).flatMap(([name, state]) =>
    state.Type === 'Task'
      ? [
          [
            name,
            (event: unknown) => {
              onStep(name);
              return host.invoke('nightly', event);
            },
          ] as const,
        ]
      : [],
  );
  const { StateMachine } = await import('aws-local-stepfunctions'); // no other command waits for it
  // To check the definition takes a second, each time anew; the plan's tests do.
  const machine = new StateMachine(withArns(night) as never, { validationOptions: { noValidate: true } });
  const run = machine.run(input as never, {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(tasks) as never },
  });
  const output: unknown = await run.result;
  return output as NightOutput;
}

/** The definition with its placeholders filled, as CloudFormation fills them: the interpreter wants ARNs. */
const withArns = (definition: unknown): unknown =>
  JSON.parse(
    JSON.stringify(definition).replace(
      /\$\{(\w+)\}/g,
      (_, name) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    ),
  );
