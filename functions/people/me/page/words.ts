import { languageFor } from '../../../../shared/domain/language.ts';

export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

/** All that the page says. Names in it are used by the page's script too. */
export interface Words {
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

/** In plain words: no term of the law, none of ours. */
export const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    title: 'Your data at this shop',
    lead: 'What the shop knows of you, and what you can do about it. Only you can see this page.',
    loading: 'One moment …',
    noLink: 'This link has been used or is out of date. Please ask the shop for a new one.',
    failed: 'That did not work. Please try again in a while.',
    tooMany: 'That was a little fast. Please wait a moment and try again.',
    known: 'What we know of you',
    knownLead: 'If something is wrong, change it here. What you change counts from now on.',
    nothingKnown: 'Nothing has been noted about you yourself.',
    remove: 'Remove',
    save: 'Save',
    saved: 'Saved.',
    events: {
      'Product Viewed': 'Looked at something',
      'Product Added': 'Put something into the cart',
      'Product Removed': 'Took something out of the cart',
      'Product Added to Wishlist': 'Put something on the wish list',
      'Order Completed': 'Bought something',
      'Order Refunded': 'Gave something back',
      identify: 'Signed in, or told us something',
      page: 'Opened a page',
    },
    newName: 'What is missing',
    newValue: 'Its value',
    add: 'Add',
    devices: 'Your devices',
    devicesLead: 'Devices on which you have signed in. What was done on them counts as done by you.',
    since: 'since',
    recent: 'What you did last',
    recentLead: 'The newest entries; the download has all of them.',
    noRecent: 'Nothing yet.',
    choices: 'Your choices',
    choicesLead: 'A change counts at once, and you can change your mind at any time.',
    allow: 'Allow',
    refuse: 'Refuse',
    unsaid: 'You have not said; the shop’s own rule applies.',
    saidAllowed: 'You allow it.',
    saidRefused: 'You refuse it.',
    personalisation: 'Choose things for me',
    personalisationLead: 'Show me what fits what I looked at and bought. Refused: everybody’s selection.',
    profiling: 'Learn what I like',
    profilingLead: 'Draw conclusions about my taste from what I do. Refused: nothing is concluded about you.',
    marketing: 'Write to me',
    marketingLead: 'Send me offers and news.',
    analytics: 'Keep what I do here',
    analyticsLead: 'Count visits and purchases. Refused: nothing new is kept.',
    advertising: 'Share with advertisers',
    advertisingLead: 'Show me the shop’s offers elsewhere.',
    research: 'Use for research',
    researchLead: 'Publish in data sets that name nobody.',
    chosen: 'Why am I seeing this?',
    chosenLead:
      'What you see is chosen by what you and others looked at and bought, unless you refuse that above. The last choices made for you, with the shop’s numbers of the things:',
    noChosen: 'Nothing has been chosen for you yet.',
    placements: {
      home: 'Home page',
      product: 'Similar things',
      'bought-together': 'Bought together',
      cart: 'Beside your cart',
      viewed: 'Because you looked at something',
      trending: 'Wanted by many now',
      again: 'Buy again',
      ranking: 'Put in order for you',
    },
    why: 'Why these?',
    whyLoading: 'Looking up the reasons …',
    whyFailed: 'The reasons could not be fetched.',
    whyGone: 'What this was chosen by is no longer kept, so the reasons cannot be told any more.',
    whyNothing: 'Nothing was shown.',
    retry: 'Try again',
    download: 'Take your data with you',
    downloadLead: 'Everything that is kept of you, as a file.',
    downloadJson: 'Download for programs (JSON)',
    downloadCsv: 'Download as a table (CSV)',
    downloaded: 'The file has been saved by your browser.',
    deletion: 'Be forgotten',
    deletionLead: 'Everything that is kept of you goes, and nothing new is taken in.',
    delete: 'Delete everything',
    sure: 'Really delete everything?',
    sureLead: 'This cannot be taken back. You may want to download your data first.',
    keep: 'Keep it',
    really: 'Yes, delete everything',
    deleted: 'Everything has been deleted. By tomorrow it is gone from what was learnt of it, too.',
  },
  zh: {
    title: '您在本店的数据',
    lead: '本店了解您的哪些信息,以及您可以如何处理。只有您能看到此页面。',
    loading: '请稍候……',
    noLink: '此链接已被使用或已过期,请向店铺索取新的链接。',
    failed: '操作未成功,请稍后再试。',
    tooMany: '操作过于频繁,请稍等片刻再试。',
    known: '我们了解的您',
    knownLead: '如有错误,请在此更改。更改自现在起生效。',
    nothingKnown: '没有记录任何关于您本人的信息。',
    remove: '移除',
    save: '保存',
    saved: '已保存。',
    events: {
      'Product Viewed': '浏览了商品',
      'Product Added': '加入了购物车',
      'Product Removed': '从购物车移除',
      'Product Added to Wishlist': '加入了心愿单',
      'Order Completed': '购买了商品',
      'Order Refunded': '退了货',
      identify: '登录或提供了信息',
      page: '打开了页面',
    },
    newName: '缺少的信息',
    newValue: '内容',
    add: '添加',
    devices: '您的设备',
    devicesLead: '您登录过的设备。在这些设备上的操作视为您的操作。',
    since: '始于',
    recent: '您最近的操作',
    recentLead: '此处为最新记录,下载文件包含全部记录。',
    noRecent: '暂无记录。',
    choices: '您的选择',
    choicesLead: '更改立即生效,您可以随时改变主意。',
    allow: '允许',
    refuse: '拒绝',
    unsaid: '您尚未表示,按本店规则处理。',
    saidAllowed: '您已允许。',
    saidRefused: '您已拒绝。',
    personalisation: '为我挑选商品',
    personalisationLead: '根据我浏览和购买过的商品展示。拒绝后显示所有人相同的内容。',
    profiling: '了解我的喜好',
    profilingLead: '根据我的操作推断我的喜好。拒绝后不作任何推断。',
    marketing: '给我发消息',
    marketingLead: '向我发送优惠和新品消息。',
    analytics: '保留我的浏览记录',
    analyticsLead: '统计访问和购买。拒绝后不再保留新的记录。',
    advertising: '与广告商共享',
    advertisingLead: '在其他网站向我展示本店的优惠。',
    research: '用于研究',
    researchLead: '发布不含任何身份的数据集。',
    chosen: '为什么我会看到这些?',
    chosenLead: '您看到的内容根据您和其他人浏览及购买的商品选出,除非您在上方拒绝。以下是最近为您所作的选择及商品编号:',
    noChosen: '尚未为您作出任何选择。',
    placements: {
      home: '首页',
      product: '相似商品',
      'bought-together': '一起购买',
      cart: '购物车旁',
      viewed: '因为您浏览过的商品',
      trending: '当前热门',
      again: '再次购买',
      ranking: '按您的喜好排序',
    },
    why: '为什么是这些?',
    whyLoading: '正在查询原因……',
    whyFailed: '未能获取原因。',
    whyGone: '作出此选择所依据的内容已不再保留,因此无法再说明原因。',
    whyNothing: '当时没有展示任何商品。',
    retry: '重试',
    download: '带走您的数据',
    downloadLead: '以文件形式保存我们保留的关于您的全部数据。',
    downloadJson: '下载供程序使用的文件(JSON)',
    downloadCsv: '下载表格(CSV)',
    downloaded: '浏览器已保存文件。',
    deletion: '被遗忘',
    deletionLead: '我们保留的关于您的一切都会删除,并且不再收集新的数据。',
    delete: '全部删除',
    sure: '确定要全部删除吗?',
    sureLead: '此操作无法撤销。您可以先下载您的数据。',
    keep: '保留',
    really: '是的,全部删除',
    deleted: '已全部删除。到明天,由此得出的内容也将一并清除。',
  },
};

/**
 * The language to speak: the one asked for, else the first that the browser wants and we speak, else English.
 * @param wanted - of the query, e.g. "zh-CN".
 * @param accepted - an Accept-Language header.
 */
export function localeOf(wanted: string | undefined, accepted: string | undefined): Locale {
  const asked = (accepted ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';');
    const quality = parameters.map((it) => /^\s*q=([\d.]+)$/.exec(it)?.[1]).find((it) => it !== undefined);
    return { tag, quality: Number(quality ?? 1) };
  });
  const byQuality = asked.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  const tags = [wanted ?? '', ...byQuality.map(({ tag }) => tag)];
  return languageFor(tags, LOCALES) ?? 'en';
}
