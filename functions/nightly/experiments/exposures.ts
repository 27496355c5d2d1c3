import type { MetVariants } from '../../../shared/domain/journey.ts';
import type { CountedNow } from './counted-now.ts';

/** When a person first met an experiment. */
export interface Exposure {
  readonly atMs: number;
  /** Place of the variant. */
  readonly arm: number;
  /** They met another variant too, before or after. */
  readonly metSeveral: boolean;
}

/**
 * Who met which variant first, by owner: of a device that came to be a user’s, the user. A user and their device may
 * have met different variants; the first one counts, as nothing that happened later can have a part in which it was. To
 * leave such people out would not do: whether somebody signs in may be what the variant changes.
 */
export function exposuresOf(experiments: readonly CountedNow[]) {
  const byExperiment = experiments.map(() => new Map<string, Exposure>());
  const armsOf = experiments.map(
    ({ experiment }) => new Map(experiment.variants.map(({ variantId }, arm) => [variantId, arm])),
  );
  return {
    add(owner: string, { variants, atMs }: MetVariants): void {
      for (const [e, { mark, fromMs, untilMs }] of experiments.entries()) {
        const arm = armsOf[e]!.get(variants[mark] ?? '');
        if (arm === undefined || atMs < fromMs || atMs >= untilMs) continue;
        byExperiment[e]!.set(owner, withExposure(byExperiment[e]!.get(owner), { atMs, arm, metSeveral: false }));
      }
    },
    /** @returns places of the experiments whose variants a decision bears, from when people came in. */
    bearing: (variants: Readonly<Record<string, string>>, atMs: number): readonly number[] =>
      experiments.flatMap(({ mark, fromMs }, e) => (atMs >= fromMs && armsOf[e]!.has(variants[mark] ?? '') ? e : [])),
    of: (e: number): ReadonlyMap<string, Exposure> => byExperiment[e]!,
  };
}

function withExposure(before: Exposure | undefined, next: Exposure): Exposure {
  if (before === undefined) return next;
  const metSeveral = before.metSeveral || before.arm !== next.arm;
  return { ...(next.atMs < before.atMs ? next : before), metSeveral };
}
