import { OWN_INTENTS } from '../../domain/shop-intent.ts';
import type { LabelledText } from '../intents/fit-intents.ts';
import { ENGLISH_EXAMPLES } from './en.ts';
import { CHINESE_EXAMPLES } from './zh.ts';

/** Another language is one more file, and its name here. */
const LANGUAGES = [ENGLISH_EXAMPLES, CHINESE_EXAMPLES];

/** What the assistant knows of its own intents before a shop has said anything. */
export const OWN_EXAMPLES: readonly LabelledText[] = OWN_INTENTS.flatMap((intent) =>
  LANGUAGES.flatMap((examples) => examples[intent].map((text) => ({ text, intent }))),
);
