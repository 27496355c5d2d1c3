/**
 * What shops and shoppers talk of, each with English words for it, parted by bars; a word stands for its other forms too.
 * Of concepts that one text names twice over, such as `returns` in `return policy`, the longest words win.
 */
export const ENGLISH = {
  account: 'account|profile|login|log in|sign in|username',
  'sign-up':
    'sign up|register|registration|create an account|create account|open an account|join|become a member|new account',
  guest: 'guest|without account|without an account|without registering|without signing up|no account|as a guest',
  password: 'password|passcode|reset my login|pin|pin code|access key|forgot|forgotten|recover|retrieve',
  order: 'order|purchase|buy|bought|ordering|get|shop',
  'order-status':
    'track|tracking|trace|where is my order|where is my parcel|order status|status of my order|whereabouts|follow my order|status|current status|progress|any news|anything new',
  cancel:
    'cancel|cancellation|call off|stop my order|undo my order|abort|terminate|termination|withdraw|withdrawal|early exit',
  change: 'change|modify|edit|update|alter|amend|swap|switch|adjust my order|correct|adjust',
  address: 'address|shipping address|delivery address|ship to|wrong address|moved house|street',
  shipping: 'shipping|ship|shipment|delivery|deliver|dispatch|send|postage|courier|arrive|arrival',
  duration:
    'how long|how many days|how soon|when will|when does|when do|how fast|lead time|take to arrive|delivery time',
  express: 'express|expedite|expedited|fast|faster|quick|rush|next day|overnight|urgent|priority|speed up|hurry',
  international:
    'international|abroad|overseas|worldwide|another country|different country|other country|other countries|foreign|globally|outside the country|country|cross border',
  parcel: 'parcel|package|packet|box',
  lost: 'lost|missing|never arrived|not arrived|did not arrive|never came|disappeared|gone missing|not received|never received',
  damaged: 'damaged|damage|broken|broke|cracked|dented|smashed|shattered|crushed|torn|in pieces',
  transit:
    'in transit|during transit|during shipping|during delivery|while shipping|on the way|in the post|by the courier|when it arrived',
  mishandled: 'mishandled|mishandling|rough handling|handled badly|careless|thrown',
  misuse: 'misuse|improper use|used wrongly|my own fault|my fault|dropped it|used it wrong|wrong use|accident',
  repair: 'repair|fix|mend|repaired',
  replacement: 'replacement|replace|exchange|swap for a new one|new one instead',
  wrong:
    'wrong item|wrong product|incorrect item|wrong thing|not what i ordered|different item|something else|wrong|mistake',
  defective: 'defective|faulty|not working|does not work|malfunction|defect|stopped working',
  warranty: 'warranty|guarantee',
  returns: 'return|send back|give back|bring back|sent back|take back|returning',
  refund: 'refund|money back|reimburse|reimbursement|pay back|get my money|rebate|compensation|compensate|restitution',
  policy:
    'policy|rule|terms|conditions|guidelines|in what cases|in which cases|what cases|what situations|which situations|circumstances|when can i',
  receipt: 'receipt|proof of purchase|sales slip|proof of buying|till receipt',
  packaging: 'packaging|original packaging|original box|wrapper|packing|packed',
  'changed-mind':
    'changed my mind|change my mind|no longer want|do not want|not want it anymore|regret|do not like|not like',
  'final-sale': 'final sale|non returnable|all sales final|sale final',
  clearance: 'clearance|closeout|last chance|outlet',
  sale: 'sale|on sale|special offer|price reduced|reduced price|marked down|deal',
  promotion: 'promotion|promotional|promotional event|campaign|event|festival|black friday|promo event',
  discount: 'discount|percent off|money off|reduction|price cut|cheaper|discounted',
  code: 'discount code|promo code|coupon code|coupon|voucher|promotion code|promotional code|code',
  multiple: 'multiple|several|more than one|two|combine|stack|many|together|both',
  'not-working':
    'not working|does not work|invalid|rejected|not accepted|fails|will not apply|not apply|error|declined|expired|problem',
  'price-match':
    'price match|price matching|match the price|match a price|cheaper elsewhere|competitor|lower price elsewhere|beat the price|other shop',
  'price-adjustment':
    'price adjustment|price drop|price dropped|price protection|went down|got cheaper|cheaper after|cheaper now|difference back|refund the difference',
  price: 'price|cost|how much|fee|charge|expensive|rate',
  payment:
    'pay|payment|payment method|credit card|debit card|paypal|visa|mastercard|card|checkout|apple pay|alipay|wechat pay',
  installment: 'installment|pay later|monthly payments|in parts',
  secure: 'secure|security|safe|safety|protect|protected|encryption|privacy|private|trust',
  data: 'personal data|personal details|personal information|details|data|information|my info',
  invoice: 'invoice|bill|tax invoice|vat invoice|billing document',
  tax: 'tax|vat|duty|customs|import fee',
  contact: 'contact|reach|get in touch|get hold of|talk to|speak to|speak with|email address',
  support:
    'support|customer service|customer support|help desk|helpline|service team|agent|representative|human|help|somebody',
  chat: 'chat|live chat|instant message|message you online|chat online',
  phone: 'phone|call|telephone|by phone|hotline|over the phone|ring',
  email: 'email|mail|e mail',
  newsletter: 'newsletter|mailing list|email updates|subscribe|news by email|subscription',
  unsubscribe: 'unsubscribe|opt out|stop emails',
  gift: 'gift|present|for a friend|for someone else|birthday',
  wrapping: 'gift wrap|gift wrapping|wrapping|wrap|gift paper|gift box|wrapped',
  note: 'gift message|note|card with a message|personal message|greeting card|greeting|add a message|message',
  'gift-card': 'gift card|gift voucher|gift certificate|giftcard',
  'promotional-gift-card': 'promotional gift card|promo gift card|bonus gift card|free gift card',
  'store-credit': 'store credit|shop credit|account credit|credit balance|wallet balance',
  loyalty:
    'loyalty|loyalty program|rewards|reward program|points|membership|bonus points|member program|frequent buyer',
  wholesale:
    'wholesale|bulk|large quantity|large quantities|large order|big order|reseller|in quantity|b2b|quantity discount',
  review: 'review|rating|rate a product|feedback|write a review|leave a comment|testimonial|stars|opinion|comment',
  stock: 'in stock|stock|available|availability|inventory',
  'out-of-stock': 'out of stock|no stock|not in stock|unavailable|not available',
  'sold-out': 'sold out|all sold|completely gone',
  restock: 'restock|restocked|back in stock|come back|available again|stock again|bring back in|replenish|more stock',
  reserve: 'reserve|reserved|hold for me|put aside|set aside|keep one for me|save one|reservation',
  'pre-order': 'pre order|preorder|order in advance|order ahead|before release|order early|pre ordering|prebook',
  backorder: 'backorder|back order|backordered|on backorder|wait list|waitlist',
  'coming-soon': 'coming soon|upcoming|not released yet|not out yet|to be released|soon|unreleased',
  discontinued:
    'discontinued|no longer made|no longer sold|phased out|taken off the range|out of production|end of line|stopped making',
  'limited-edition': 'limited edition|limited|special edition|collectors|limited run|exclusive edition|rare',
  'temporarily-unavailable':
    'temporarily unavailable|temporarily|for the moment|currently unavailable|unavailable right now|for now',
  'on-hold': 'on hold|held|paused|suspended',
  'in-stock-items': 'in stock item|with other items|mix|mixed|alongside|together with|same order|one order',
  visible:
    'visible|still shown|still listed|still on the site|still on your website|displayed|still appears|still see|shows up',
  unlisted:
    'not listed|not on your website|not on your site|not in your catalog|do not see it on|cannot find it|not carry|do not sell|not in the shop',
  size: 'size|my size|small|medium|large|fit|too big|too small|bigger|smaller',
  colour: 'color|colour|shade|red|blue|black|white|green',
  custom:
    'custom|customized|custom made|personalized|personalised|made to order|bespoke|engrave|engraved|tailor made|monogram',
  demo: 'demonstration|demo|try before|see it in action|show me how it works|try it out|test it|sample|trial',
  installation: 'installation|install|set up|assemble|assembly|mount|fitting|put together|technician',
  bundle: 'bundle|set|kit|combo|part of a set|package deal|multipack',
  item: 'item|product|article|thing|goods',
  website: 'website|site|web|page|app|online|web shop',
  store: 'store|shop in person|physical store|branch|pick up|pickup|collect in store',
  hours: 'opening hours|business hours|working hours|when are you open|open|hours|what time|at what time',
  notification: 'notify|notification|alert|let me know|remind',
  delay: 'late|delayed|delay|overdue|still waiting|takes too long|behind schedule',
  complaint: 'complaint|complain|unhappy|dissatisfied|angry|disappointed|reclamation|claim',
  quantity: 'quantity|how many|amount|number of',
  quality: 'quality|material|made of|genuine|authentic|original product|fake',
  'part-of-order':
    'one item|single item|an item in my order|part of my order|remove an item|item from my order|add an item',
  delete: 'delete|removal|close my account|close account|erase|deactivate|remove my account',
  person: 'human|human agent|live agent|agent|operator|person|real person|representative',
  problem: 'problem|issue|error|trouble|difficulty',
  options: 'option|method|modality|choice|ways|kinds|which',
} as const satisfies Readonly<Record<string, string>>;
