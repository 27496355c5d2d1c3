import type { Device } from '../../domain/decision.ts';
import type { Cell, DayPart } from '../../features/context.ts';
import type { Words } from './words.ts';

const DEVICE: Readonly<Record<Device, string>> = {
  mobile: '手机上',
  tablet: '平板电脑上',
  desktop: '电脑上',
  tv: '电视上',
  other: '其他设备上',
};
const DAY_PART: Readonly<Record<DayPart, string>> = {
  night: '夜间',
  morning: '上午',
  afternoon: '下午',
  evening: '晚上',
};
const PLACE: Readonly<Record<string, string>> = { ...DEVICE, ...DAY_PART };

/** In words, markets by their names: 德国、手机上、晚上. */
function placeOf(cells: readonly Cell[]): string {
  const regions = new Intl.DisplayNames(['zh'], { type: 'region' });
  return cells.map((cell) => PLACE[cell] ?? regions.of(cell) ?? cell).join('、');
}

const DID: Words['did'] = {
  view: '浏览过',
  click: '点击过',
  wish: '收藏过',
  share: '分享过',
  rate: '评价过',
  cart: '加入过购物车',
  purchase: '购买过',
  uncart: '移出过购物车',
  refund: '退过',
};

export const zh: Words = {
  language: 'zh',
  between: '',
  did: DID,
  becauseOf: (kind, title) => `因为您${DID[kind]}“${title}”。`,
  becauseOfPage: (title) => `因为本页介绍的是“${title}”。`,
  without: ({ now, without, of }) =>
    without > now
      ? `如果没有这一点，它会在 ${of} 件候选商品中排在第 ${without} 位，而不是第 ${now} 位。`
      : '如果没有这一点，推荐它的理由会减弱。',
  friends: '您认识的人选择过。',
  popularAt: (cells) => `在以下情形中受欢迎：${placeOf(cells)}。`,
  popular: '本店的热门商品。',
  trending: '近期很多人想要。',
  wishes: '商家优先展示。',
  together: '由多种因素共同决定，与您的行为无关。',
  boughtBefore: '您曾购买过。',
  sameCategory: '与本页商品同类。',
  newItem: '本店新品。',
  catalogOrder: '目录中最新的商品；目前还没有顾客数据。',
  givenOrder: '目前对它一无所知；按原有顺序排列。',
  drawn: (probability) => `本店新品。此位置经抽签决定，抽中概率为 ${percent(probability)}。`,
  byLot: (probability) => `此位置经抽签决定，抽中概率为 ${percent(probability)}。`,
  promoted: '此位置由商家保留用于推广。',
  sources: {
    embeddings: '与您的全部行为相符',
    factors: '与您口味相近的人喜欢的商品',
    popularity: '本店热门',
    sequence: '人们接下来会看的商品',
    together: '同一批人关注的商品',
    linear: '同一批人关注的商品（去除重叠部分）',
    bought: '您以前购买过的商品',
    content: '与您看过的商品相似',
    affinity: '您偏好的品牌、品类和价位',
    sessions: '与您相似的访问',
    current: '您正在看的商品',
    earlier: '您之前看过的商品',
    trending: '近期很多人想要',
    context: '您所在的地区、设备和时段受欢迎的商品',
    friends: '您认识的人选择过的商品',
    wishes: '商家的优先展示或降低展示',
    stock: '库存相对于需求的多少',
  },
};

const percent = (probability: number): string => `${Number((100 * probability).toPrecision(2))}%`;
