import type { OrderState } from '../../features/orders.ts';
import type { AssistantWords } from './words.ts';

const BECAME: Readonly<Record<OrderState, string>> = {
  placed: '已收到',
  shipped: '已发货',
  delivered: '已送达',
  cancelled: '已取消',
  refunded: '已退款',
};

export const zh: AssistantWords = {
  language: 'zh',
  greeting: '您好！商品、您的订单或本店的任何事，都可以问我。',
  thanks: '不客气。',
  order: ({ orderId, placedOn, state, stateOn, total, titles, carrier, trackingNumber }) =>
    [
      `订单 ${orderId} ${placedOn && state !== 'placed' ? `（${placedOn} 下单）` : ''}${BECAME[state]}（${stateOn}）。`,
      titles.length > 0 ? `包含：${titles.map((title) => `“${title}”`).join('、')}。` : '',
      total === undefined ? '' : `金额 ${total}。`,
      carrier === undefined ? '' : `承运方：${carrier}。`,
      trackingNumber === undefined ? '' : `运单号：${trackingNumber}。`,
    ].join(''),
  orders: (count) => `这是您最近的订单（${count}）。`,
  noOrders: '我没有找到您的订单。',
  noSuchOrder: '在您的订单中没有找到这个订单号。',
  signIn: '要查询您的订单，我需要知道您是谁：请先登录，然后再问一次。',
  found: '我找到了这些：',
  recommended: '这些也许适合您：',
  item: ({ title, price }, place) => `${place}. “${title}”${price === undefined ? '' : `，${price}`}`,
  nothingFound: '我在店里没有找到合适的商品。',
  noRate: (currencies, wanted) => `本店价格以 ${currencies.join('、')} 计，我没有到 ${wanted} 的最新汇率，也不作猜测。`,
  rate: ({ from, to, rate, rateDate }) => `按 ${rateDate} 的汇率：1 ${from} = ${rate} ${to}。`,
  didYouMean: '您是想问下面的问题吗？',
  question: (text, place) => `${place}. ${text}`,
  handedOver: '我现在把对话转给店里的工作人员，他们会看到我们的对话。',
  offerPerson: '如果您想找人工客服，请告诉我。',
  notUnderstood: '这个问题我没有答案。',
  notKept: '这里不保存您的任何数据，因此我无法转接：请直接联系商店。',
  askSatisfaction: '这个回答有帮助吗？请打 1（完全没有）到 5（非常有帮助）分。',
  between: '',
};
