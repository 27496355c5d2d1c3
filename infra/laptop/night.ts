import { night } from '../night-machine.ts';
import type { FunctionHost } from './function-host.ts';

export type NightInput = Readonly<Record<string, unknown>>;
/** What the steps gave, each under its name in the plan. */
export type NightOutput = Readonly<Record<string, Record<string, unknown> | undefined>>;

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
  return (await run.result) as unknown as NightOutput;
}

/** The definition with its placeholders filled, as CloudFormation fills them: the interpreter wants ARNs. */
const withArns = (definition: unknown): unknown =>
  JSON.parse(
    JSON.stringify(definition).replace(
      /\$\{(\w+)\}/g,
      (_, name) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    ),
  );
