import type { AmountSlot } from '../slots/amounts.ts';
import { takeAmounts } from '../slots/amounts.ts';
import { normalForm } from '../slots/normal-form.ts';

/** What a text looks for, apart from how it asks. */
export interface SearchText {
  /** Without prices and without words that only ask; "" where nothing is left. */
  readonly text: string;
  readonly amounts: readonly AmountSlot[];
  /** It speaks of what was shown: the place that it names, from 1; 0 where it names none. */
  readonly shownPlace?: number;
  /** It wants less to be paid than for what was shown. */
  readonly isCheaper: boolean;
}

/** Words of asking, which say nothing of the thing that is wanted. Longer ones first, where one begins another. */
const ASKING_EN =
  'please|hello|hi|hey|can|could|would|will|you|your|we|i|me|my|a|an|the|some|any|do|does|did|have|has|got|get|sell|stock|carry|offer|' +
  'is|are|there|was|be|am|want|wants|need|needs|like|love|look|looking|search|searching|find|finding|show|give|see|buy|buying|purchase|' +
  'for|of|in|on|to|with|and|or|from|at|it|that|those|these|this|ones|one|something|anything|what|which|how|about|else|other|others|' +
  'more|recommend|recommendation|recommendations|suggest|suggestion|suggestions|idea|ideas|similar|same|alternative|alternatives|' +
  'should|cheaper|cheap|cheapest|affordable|less|expensive|under|over|below|above|price|priced|items|item|products|product|shop|' +
  'popular|new|right|now|just|also|too|good|nice|best|surprise|first|second|third|fourth|fifth|last|here|ok|okay|thanks|thank|but';
const ASKING_ZH =
  '有没有|有哪些|有什么|能不能|可不可以|可以|请问|请|我想要|我想买|我想找|我想|我要|想要|想买|想找|你们|您们|您|你|我|帮我|给我|看看|看一下|' +
  '推荐一下|推荐|介绍|类似的|类似|相似|差不多|像这个|像这样|这个|那个|这种|那种|这款|那款|便宜一点|便宜点|便宜|更便宜|一点|' +
  '买什么好|买什么|什么好|什么|哪些|哪个|还有|别的|其他|的吗|有吗|卖吗|吗|呢|吧|啊|一些|一个|一件|一条|一款|一双|几个|卖|买|找|搜索|搜一下|有|款|的|好|随便|最近|新品|商品|东西|第[一二三四五]个|以下|以内|元|左右|价格|随便';
const ASKING = new RegExp(`(?<![\\p{L}\\p{N}])(?:${ASKING_EN})(?![\\p{L}\\p{N}])|${ASKING_ZH}`, 'giu');

const SHOWN =
  /\b(?:like|similar to|as) (?:this|that|it|these|those)\b|\b(?:this|that|these|those)(?: ones?)?\b|\bsimilar\b|\bcheaper\b|像这个|像这样|这个|那个|这款|那款|类似|相似|差不多|便宜/iu;
const CHEAPER = /\b(?:cheaper|less expensive|more affordable)\b|便宜/iu;
const PLACES: readonly RegExp[] = [
  /\b(?:the )?first(?: one)?\b|第一个/iu,
  /\b(?:the )?second(?: one)?\b|第二个/iu,
  /\b(?:the )?third(?: one)?\b|第三个/iu,
];

/** @param currency - ISO 4217: of amounts that name none. */
export function searchTextOf(said: string, currency: string): SearchText {
  const { found, rest } = takeAmounts(normalForm(said), currency);
  const place = PLACES.findIndex((pattern) => pattern.test(rest)) + 1;
  const text = rest
    .replace(ASKING, ' ')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
  return {
    text,
    amounts: found,
    isCheaper: CHEAPER.test(rest),
    ...((place > 0 || SHOWN.test(rest)) && { shownPlace: place }),
  };
}
