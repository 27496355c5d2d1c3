/** What the simulated shop sells, in words: departments, their brands and variants, and the kinds of product. All invented. */

export const STYLES = ['classic', 'minimal', 'rugged', 'colourful'] as const;
export type Style = (typeof STYLES)[number];

/** 1 = budget, 4 = luxury. */
export type PriceLevel = 1 | 2 | 3 | 4;

export interface Brand {
  readonly name: string;
  readonly priceLevel: PriceLevel;
  /** The style of most of its products. */
  readonly style: Style;
}

export interface Department {
  readonly name: string;
  readonly categories: readonly string[];
  readonly brands: readonly Brand[];
  /** The attribute in which products that are otherwise equal differ. */
  readonly variantName: 'colour' | 'size';
  readonly variants: readonly string[];
}

export interface ProductKind {
  /** First part of its items' ids. */
  readonly slug: string;
  readonly noun: string;
  readonly category: string;
  /** Before the brand's price level, in EUR cents. */
  readonly basePriceMinor: number;
  readonly makes: readonly string[];
  readonly text: string;
  /** Slugs of the kinds that people look at next because they go with it. */
  readonly goesWith: readonly string[];
  /** Used up after about so many days and bought again; absent for things that last. */
  readonly refillDays?: number;
}

const brand = (name: string, priceLevel: PriceLevel, style: Style): Brand => ({ name, priceLevel, style });

export const DEPARTMENTS: readonly Department[] = [
  {
    name: 'Outdoor',
    categories: ['Camping', 'Hiking', 'Cycling'],
    brands: [
      brand('Norrvik', 4, 'rugged'),
      brand('Tarn & Fell', 3, 'classic'),
      brand('Kestrel Works', 2, 'minimal'),
      brand('Pebble Outdoor', 1, 'colourful'),
      brand('Highmoor', 3, 'rugged'),
    ],
    variantName: 'colour',
    variants: ['moss', 'slate', 'ochre', 'navy', 'charcoal', 'rust'],
  },
  {
    name: 'Clothing',
    categories: ['Knitwear', 'Outerwear', 'Footwear'],
    brands: [
      brand('Alder & Co', 3, 'classic'),
      brand('Linden', 2, 'minimal'),
      brand('Maison Verel', 4, 'classic'),
      brand('Pocketful', 1, 'colourful'),
      brand('Storhavn', 3, 'rugged'),
    ],
    variantName: 'colour',
    variants: ['navy', 'cream', 'black', 'forest', 'burgundy', 'camel'],
  },
  {
    name: 'Home',
    categories: ['Kitchen', 'Bedroom'],
    brands: [
      brand('Hearthstone', 3, 'classic'),
      brand('Ljus & Lin', 4, 'minimal'),
      brand('Daily Goods', 1, 'minimal'),
      brand('Marlow Home', 2, 'colourful'),
      brand('Ironbark', 3, 'rugged'),
    ],
    variantName: 'colour',
    variants: ['white', 'sand', 'sage', 'terracotta', 'graphite', 'sky'],
  },
  {
    name: 'Sport',
    categories: ['Running', 'Yoga'],
    brands: [
      brand('Velora', 3, 'minimal'),
      brand('Tempo Nine', 2, 'colourful'),
      brand('Stillwater', 2, 'classic'),
      brand('Apex Row', 4, 'rugged'),
      brand('Easy Mile', 1, 'minimal'),
    ],
    variantName: 'colour',
    variants: ['black', 'coral', 'teal', 'plum', 'grey', 'lime'],
  },
  {
    name: 'Pantry',
    categories: ['Coffee', 'Tea'],
    brands: [
      brand('Copper Kettle', 3, 'classic'),
      brand('Morning Post', 2, 'minimal'),
      brand('Finca Azul', 4, 'colourful'),
      brand('Corner Roast', 1, 'rugged'),
      brand('Tidewater', 2, 'classic'),
    ],
    variantName: 'size',
    variants: ['small', 'medium', 'large', 'family size'],
  },
];

type Rest = { readonly goesWith?: readonly string[]; readonly refillDays?: number };
const kind = (
  category: string,
  [slug, noun]: readonly [string, string],
  basePriceMinor: number,
  makes: readonly string[],
  text: string,
  { goesWith = [], ...rest }: Rest = {},
): ProductKind => ({ slug, noun, category, basePriceMinor, makes, text, goesWith, ...rest });

export const KINDS: readonly ProductKind[] = [
  kind(
    'Camping',
    ['tent', 'tent'],
    19900,
    ['two-person', 'three-person', 'tunnel', 'dome'],
    'Up in five minutes and steady in a side wind.',
    { goesWith: ['sleeping-mat', 'sleeping-bag'] },
  ),
  kind(
    'Camping',
    ['sleeping-mat', 'sleeping mat'],
    6900,
    ['self-inflating', 'foam', 'insulated', 'ultralight'],
    'Keeps the cold ground where it belongs.',
    { goesWith: ['sleeping-bag', 'camp-pillow'] },
  ),
  kind(
    'Camping',
    ['sleeping-bag', 'sleeping bag'],
    11900,
    ['three-season', 'down', 'summer', 'recycled-fill'],
    'Warm to the toes, and packs down to the size of a loaf.',
    { goesWith: ['camp-pillow', 'headlamp'] },
  ),
  kind(
    'Camping',
    ['camp-pillow', 'camping pillow'],
    2400,
    ['inflatable', 'packable', 'foam', 'brushed'],
    'A soft place for the head, in a pocket.',
  ),
  kind(
    'Camping',
    ['stove', 'camping stove'],
    5900,
    ['folding', 'two-burner', 'titanium', 'windproof'],
    'Boils a litre before the view gets old.',
    { goesWith: ['gas', 'headlamp'] },
  ),
  kind(
    'Camping',
    ['gas', 'gas cartridge'],
    790,
    ['screw-on', 'winter-blend', 'long-burn', 'standard'],
    'Burns evenly to the last gram.',
    { refillDays: 28 },
  ),
  kind(
    'Hiking',
    ['backpack', 'backpack'],
    8900,
    ['30-litre', '45-litre', 'roll-top', 'day'],
    'Sits close, breathes well and swallows a weekend.',
    { goesWith: ['bottle', 'poles'] },
  ),
  kind(
    'Hiking',
    ['poles', 'trekking poles'],
    5900,
    ['folding', 'carbon', 'cork-grip', 'telescopic'],
    'Take a third of the load off tired knees.',
    { goesWith: ['hiking-boots'] },
  ),
  kind(
    'Hiking',
    ['bottle', 'water bottle'],
    2200,
    ['insulated', 'steel', 'wide-mouth', 'filter'],
    'Cold at noon, hot at dusk, and it does not leak.',
  ),
  kind(
    'Hiking',
    ['headlamp', 'headlamp'],
    3400,
    ['rechargeable', '400-lumen', 'featherweight', 'waterproof'],
    'Lights the path and leaves the hands free.',
  ),
  kind(
    'Cycling',
    ['helmet', 'bicycle helmet'],
    6900,
    ['commuter', 'vented', 'gravel', 'foldable'],
    'Light enough to forget, strong enough to matter.',
    { goesWith: ['bike-light', 'cycling-gloves'] },
  ),
  kind(
    'Cycling',
    ['bike-light', 'bike light set'],
    3900,
    ['USB', 'clip-on', 'dynamo', '60-lux'],
    'Be seen from far, without dazzling anyone.',
  ),
  kind(
    'Cycling',
    ['pannier', 'pannier bag'],
    7900,
    ['waterproof', 'roll-top', 'canvas', 'city'],
    'Clicks on with one hand and carries the weekly shop.',
    { goesWith: ['bike-light'] },
  ),
  kind(
    'Cycling',
    ['cycling-gloves', 'cycling gloves'],
    2900,
    ['padded', 'windproof', 'fingerless', 'merino'],
    'Grip without numb fingers.',
  ),
  kind(
    'Cycling',
    ['chain-oil', 'chain oil'],
    990,
    ['all-weather', 'dry', 'wax-based', 'plant-based'],
    'A quiet chain for three hundred kilometres.',
    { refillDays: 40 },
  ),
  kind(
    'Knitwear',
    ['jumper', 'crew jumper'],
    7900,
    ['merino', 'lambswool', 'cotton', 'cable-knit'],
    'The one that goes with everything, knitted to last.',
    { goesWith: ['scarf', 'beanie'] },
  ),
  kind(
    'Knitwear',
    ['cardigan', 'cardigan'],
    8900,
    ['merino', 'chunky', 'shawl-collar', 'alpaca'],
    'Warm when the heating is not on yet.',
    { goesWith: ['scarf'] },
  ),
  kind(
    'Knitwear',
    ['scarf', 'scarf'],
    3900,
    ['lambswool', 'ribbed', 'cashmere-blend', 'woven'],
    'Long enough to wrap twice.',
    { goesWith: ['beanie'] },
  ),
  kind(
    'Knitwear',
    ['beanie', 'beanie'],
    2400,
    ['merino', 'fisherman', 'ribbed', 'double-layer'],
    'Covers the ears and keeps its shape.',
  ),
  kind(
    'Outerwear',
    ['rain-jacket', 'rain jacket'],
    12900,
    ['three-layer', 'packable', 'waxed', 'recycled'],
    'Dry through an afternoon that was not in the forecast.',
    { goesWith: ['chelsea-boots', 'beanie'] },
  ),
  kind('Outerwear', ['parka', 'parka'], 18900, ['down', 'winter', 'hooded', 'fishtail'], 'A warm room with sleeves.', {
    goesWith: ['scarf', 'beanie'],
  }),
  kind(
    'Outerwear',
    ['vest', 'quilted vest'],
    7900,
    ['down', 'recycled-fill', 'reversible', 'light'],
    'The layer for in-between days.',
    { goesWith: ['jumper'] },
  ),
  kind(
    'Outerwear',
    ['overshirt', 'overshirt'],
    8400,
    ['wool', 'twill', 'corduroy', 'canvas'],
    'Half shirt, half jacket, always right.',
  ),
  kind(
    'Footwear',
    ['hiking-boots', 'hiking boots'],
    15900,
    ['mid-cut', 'leather', 'waterproof', 'lightweight'],
    'Ready for rock on the first day.',
    { goesWith: ['wool-socks', 'shoe-wax'] },
  ),
  kind(
    'Footwear',
    ['trainers', 'trainers'],
    8900,
    ['leather', 'canvas', 'suede', 'low-top'],
    'For the office, the park and the way between.',
    { goesWith: ['wool-socks'] },
  ),
  kind(
    'Footwear',
    ['chelsea-boots', 'Chelsea boots'],
    13900,
    ['suede', 'leather', 'waxed', 'lug-sole'],
    'On in a second, good for ten winters.',
    { goesWith: ['shoe-wax'] },
  ),
  kind(
    'Footwear',
    ['wool-socks', 'wool socks'],
    1600,
    ['merino', 'cushioned', 'ribbed', 'ankle'],
    'No blisters, no smell, no holes.',
  ),
  kind(
    'Footwear',
    ['shoe-wax', 'shoe wax'],
    1100,
    ['beeswax', 'neutral', 'waterproofing', 'balsam'],
    'Feeds leather and turns rain away.',
    { refillDays: 45 },
  ),
  kind(
    'Kitchen',
    ['knife', "chef's knife"],
    8900,
    ['carbon-steel', 'forged', 'Damascus', 'stainless'],
    'Holds its edge through a mountain of onions.',
    { goesWith: ['board', 'apron'] },
  ),
  kind(
    'Kitchen',
    ['board', 'cutting board'],
    3900,
    ['oak', 'end-grain', 'bamboo', 'walnut'],
    'Kind to blades and heavy enough to stay put.',
  ),
  kind(
    'Kitchen',
    ['pan', 'frying pan'],
    6900,
    ['cast-iron', 'carbon-steel', 'ceramic', 'copper-core'],
    'Browns evenly and gets better every year.',
    { goesWith: ['apron', 'saucepan'] },
  ),
  kind(
    'Kitchen',
    ['saucepan', 'saucepan'],
    5400,
    ['stainless', 'enamelled', 'copper-core', 'two-litre'],
    'Pours cleanly from either side.',
  ),
  kind(
    'Kitchen',
    ['apron', 'apron'],
    2900,
    ['linen', 'canvas', 'striped', 'cross-back'],
    'Two deep pockets and no knot to fight with.',
  ),
  kind(
    'Bedroom',
    ['duvet-cover', 'duvet cover'],
    8900,
    ['linen', 'percale', 'flannel', 'washed-cotton'],
    'Cool in August, soft in January.',
    { goesWith: ['pillow', 'sheet'] },
  ),
  kind(
    'Bedroom',
    ['sheet', 'fitted sheet'],
    4400,
    ['linen', 'percale', 'jersey', 'sateen'],
    'Stays on all four corners.',
    { goesWith: ['pillow'] },
  ),
  kind(
    'Bedroom',
    ['pillow', 'pillow'],
    4900,
    ['down', 'side-sleeper', 'wool', 'latex'],
    'Holds the neck and not the heat.',
  ),
  kind(
    'Bedroom',
    ['throw', 'throw'],
    5900,
    ['wool', 'waffle', 'mohair', 'cotton'],
    'For the sofa, the bed and the late train.',
  ),
  kind(
    'Running',
    ['running-shoes', 'running shoes'],
    12900,
    ['cushioned', 'trail', 'tempo', 'stability'],
    'A soft landing and a lively step.',
    { goesWith: ['running-socks', 'gel'] },
  ),
  kind(
    'Running',
    ['running-shorts', 'running shorts'],
    3900,
    ['split', '2-in-1', 'seven-inch', 'lined'],
    'Nothing rubs, and the key has a pocket.',
    { goesWith: ['running-socks'] },
  ),
  kind(
    'Running',
    ['running-vest', 'running vest'],
    6900,
    ['hydration', 'reflective', 'five-litre', 'race'],
    'Carries two flasks and does not bounce.',
    { goesWith: ['gel', 'bottle'] },
  ),
  kind(
    'Running',
    ['running-socks', 'running socks'],
    1400,
    ['no-show', 'crew', 'compression', 'two-pack'],
    'Seamless where it counts.',
  ),
  kind(
    'Running',
    ['gel', 'energy gel box'],
    1890,
    ['citrus', 'salted-caramel', 'berry', 'caffeinated'],
    'Forty grams of go, easy on the stomach.',
    { refillDays: 21 },
  ),
  kind(
    'Yoga',
    ['yoga-mat', 'yoga mat'],
    5900,
    ['natural-rubber', 'cork', 'travel', 'extra-thick'],
    'Grips more as it gets warmer.',
    { goesWith: ['yoga-block', 'leggings'] },
  ),
  kind(
    'Yoga',
    ['yoga-block', 'yoga block'],
    1600,
    ['cork', 'foam', 'bamboo', 'two-pack'],
    'Brings the floor a little closer.',
  ),
  kind(
    'Yoga',
    ['leggings', 'leggings'],
    4900,
    ['high-rise', 'seamless', 'ribbed', 'seven-eighth'],
    'Stretch that springs back.',
  ),
  kind(
    'Yoga',
    ['cushion', 'meditation cushion'],
    4400,
    ['buckwheat', 'round', 'crescent', 'linen'],
    'Sit longer and notice it less.',
  ),
  kind(
    'Coffee',
    ['beans', 'whole-bean coffee'],
    1490,
    ['single-origin', 'espresso', 'filter-roast', 'decaf'],
    'Roasted on Monday, sweet in the cup.',
    { refillDays: 20, goesWith: ['filters', 'grinder'] },
  ),
  kind(
    'Coffee',
    ['dripper', 'pour-over dripper'],
    3400,
    ['ceramic', 'glass', 'steel', 'two-cup'],
    'Slow coffee for fast mornings.',
    { goesWith: ['filters', 'beans'] },
  ),
  kind(
    'Coffee',
    ['filters', 'paper filters'],
    590,
    ['unbleached', 'conical', 'flat-bottom', 'hundred-pack'],
    'Clean cup, no paper taste.',
    { refillDays: 35 },
  ),
  kind(
    'Coffee',
    ['grinder', 'hand grinder'],
    7900,
    ['conical-burr', 'travel', 'steel', 'adjustable'],
    'Even grounds from an easy turn.',
    { goesWith: ['beans'] },
  ),
  kind(
    'Tea',
    ['tea', 'loose-leaf tea'],
    1190,
    ['Assam', 'green', 'rooibos', 'Earl Grey'],
    'Whole leaves, a second steep included.',
    { refillDays: 25 },
  ),
  kind(
    'Tea',
    ['teapot', 'teapot'],
    4900,
    ['cast-iron', 'stoneware', 'glass', 'porcelain'],
    'Keeps two pots warm and never drips.',
    { goesWith: ['tea', 'tea-cups'] },
  ),
  kind(
    'Tea',
    ['tea-cups', 'tea cups'],
    2900,
    ['stoneware', 'double-wall', 'porcelain', 'set-of-four'],
    'Thin at the rim, warm in the hand.',
    { goesWith: ['tea'] },
  ),
];
