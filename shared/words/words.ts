import type { ActionRecord } from '../domain/action-record.ts';
import type { InteractionKind } from '../domain/interaction.ts';
import type { Cell } from '../features/context.ts';
import type { SourceName } from '../model/sources.ts';

/** Where an item stands among the candidates on record, and where it would stand without an event; 1-based. */
export interface Fall {
  readonly now: number;
  readonly without: number;
  readonly of: number;
}

/** All that shoppers read which no shop wrote, in one language: a file each. */
export interface Words {
  /** BCP 47 */
  readonly language: string;
  /** What stands between two sentences. */
  readonly between: string;
  readonly reasons: ReasonWords;
  readonly explanation: ExplanationWords;
  readonly actions: ActionWords;
  readonly page: PageWords;
  readonly unsubscribe: UnsubscribeWords;
}

/** Why an item stands in a slate, beside it: no whole sentence. */
export interface ReasonWords {
  /** An event of the person spoke for it. */
  because(kind: InteractionKind, title: string): string;
  /** It belongs to what the page is about. */
  goesWith(title: string): string;
  boughtWith(title: string): string;
  looksLike(title: string): string;
  readonly popular: string;
  popularAt(cells: readonly Cell[]): string;
  readonly friends: string;
  readonly trending: string;
  readonly boughtBefore: string;
  /** @param kind - the category or brand that both are of; undefined: not told. */
  like(title: string, kind: string | undefined): string;
  readonly newItem: string;
  readonly catalogOrder: string;
  readonly givenOrder: string;
}

/** What an explanation of a slate says, in sentences. Titles and texts are of the shopper's side: "you". */
export interface ExplanationWords {
  /** An event of the person spoke for the item. */
  becauseOf(kind: InteractionKind, title: string): string;
  /** The page's item spoke for it. */
  becauseOfPage(title: string): string;
  /** What would be without that event. */
  without(fall: Fall): string;
  readonly friends: string;
  popularAt(cells: readonly Cell[]): string;
  readonly popular: string;
  readonly trending: string;
  readonly wishes: string;
  /** Nothing speaks for it alone. */
  readonly together: string;
  /** Of a slate of what they bought. */
  readonly boughtBefore: string;
  readonly sameCategory: string;
  readonly newItem: string;
  readonly catalogOrder: string;
  /** Of a ranking: nothing moved it. */
  readonly givenOrder: string;
  /** @param probability - with which it is drawn, in (0, 1]. */
  drawn(probability: number): string;
  /** Of a drawn slate. @param probability - with which it was drawn given what stands before it, in (0, 1]. */
  byLot(probability: number): string;
  readonly promoted: string;
  /** What a source goes by, the shop's wishes, its stock, and people whom the person knows, of whom none is named. */
  readonly sources: Readonly<Record<SourceName | 'wishes' | 'stock' | 'friends', string>>;
}

/** What an explanation of an action says. */
export interface ActionWords {
  readonly byPolicy: Readonly<Record<ActionRecord['policy'], string>>;
  /** @param probability - with which it was drawn, in [0, 1]. */
  chance(probability: number): string;
  /** @param share - of all draws, in [0, 1]. */
  floor(share: number): string;
  /** @param features - by their names, what speaks most for it first. */
  spokeFor(features: readonly string[]): string;
  /** What a policy that could not decide said of itself. */
  note(reason: string): string;
}

/** All that the shopper's own page says. Names in it are used by the page's script too. */
export interface PageWords {
  readonly title: string;
  readonly lead: string;
  readonly loading: string;
  readonly noLink: string;
  readonly failed: string;
  readonly tooMany: string;
  readonly known: string;
  readonly knownLead: string;
  readonly nothingKnown: string;
  readonly remove: string;
  readonly save: string;
  readonly saved: string;
  /** What somebody did, by the event's name; others are shown by their names. */
  readonly events: Readonly<Record<string, string>>;
  readonly newName: string;
  readonly newValue: string;
  readonly add: string;
  readonly devices: string;
  readonly devicesLead: string;
  readonly since: string;
  readonly recent: string;
  readonly recentLead: string;
  readonly noRecent: string;
  readonly choices: string;
  readonly choicesLead: string;
  readonly allow: string;
  readonly refuse: string;
  readonly unsaid: string;
  readonly saidAllowed: string;
  readonly saidRefused: string;
  readonly personalisation: string;
  readonly personalisationLead: string;
  readonly profiling: string;
  readonly profilingLead: string;
  readonly marketing: string;
  readonly marketingLead: string;
  readonly analytics: string;
  readonly analyticsLead: string;
  readonly advertising: string;
  readonly advertisingLead: string;
  readonly research: string;
  readonly researchLead: string;
  readonly chosen: string;
  readonly chosenLead: string;
  readonly noChosen: string;
  /** Where something was shown, by the placement's name. */
  readonly placements: Readonly<Record<string, string>>;
  /** Opens the reasons of one choice. */
  readonly why: string;
  readonly whyLoading: string;
  readonly whyFailed: string;
  /** What a choice was made by is gone. */
  readonly whyGone: string;
  readonly whyNothing: string;
  readonly retry: string;
  readonly download: string;
  readonly downloadLead: string;
  readonly downloadJson: string;
  readonly downloadCsv: string;
  readonly downloaded: string;
  readonly deletion: string;
  readonly deletionLead: string;
  readonly delete: string;
  readonly sure: string;
  readonly sureLead: string;
  readonly keep: string;
  readonly really: string;
  readonly deleted: string;
}

/** What the page says on which somebody wants no more messages, and the link to it at the end of an e-mail. */
export interface UnsubscribeWords {
  readonly title: string;
  readonly ask: string;
  readonly confirm: string;
  readonly keep: string;
  readonly doneTitle: string;
  readonly done: string;
  readonly unknownTitle: string;
  readonly unknown: string;
}
