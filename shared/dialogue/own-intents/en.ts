import type { OwnIntent } from '../../domain/shop-intent.ts';

/** What English-speaking shoppers say who want this; written for this project. */
export const ENGLISH_EXAMPLES: Readonly<Record<OwnIntent, readonly string[]>> = {
  greeting: [
    ...['hello', 'hi', 'hi there', 'hey', 'good morning', 'good evening', 'hello, anyone here?', 'hey there'],
    ...['hi, can you help me?', 'hello, I have a question', 'good afternoon', 'greetings', 'is this the chat?'],
  ],
  thanks: [
    ...['thanks', 'thank you', 'thank you very much', 'great, thanks', 'that helped, thank you', 'perfect'],
    ...['ok thanks bye', 'goodbye', 'bye', 'cheers', 'that is all I needed', 'thx', 'awesome, that works'],
  ],
  person: [
    ...['I want to talk to a person', 'can I speak to somebody', 'human please', 'agent', 'talk to a human'],
    ...['connect me with customer service', 'let me speak to a representative', 'I need a real person'],
    ...['get me your manager', 'I would like to complain to someone', 'can someone call me', 'live agent'],
    ...['you are a bot, I want a human', 'transfer me to support staff', 'this is useless, give me a person'],
  ],
  'order-status': [
    ...['where is my order', 'track my order', 'what is the status of my order', 'has my order shipped yet'],
    ...['when will my parcel arrive', 'my package has not come yet, where is it', 'order status please'],
    ...['did you send my order', 'where is my stuff', 'is my order on its way', 'what happened to my order 1042'],
    ...['when do I get my delivery', 'show me my last order', 'what did I order', 'has my refund been made'],
    ...['tracking number for my order', 'I ordered last week and nothing arrived', 'status of order number A-2231'],
    ...['was my order cancelled', 'how far is my parcel'],
  ],
  returns: [
    ...['I want to return this', 'how do I send it back', 'can I return my order', 'I want my money back'],
    ...['the shoes do not fit, I want to give them back', 'return label', 'start a return', 'return an item'],
    ...['I want to exchange it for another size', 'it arrived broken, I want to return it', 'send back my purchase'],
    ...['I changed my mind, can I give it back', 'how can I return what I bought', 'I would like a refund for this'],
  ],
  'product-search': [
    ...['do you have running shoes', 'I am looking for a blue jacket', 'show me tents', 'do you sell coffee mugs'],
    ...['I need a waterproof backpack', 'looking for a lamp for my desk', 'have you got this in red', 'find me a bag'],
    ...['red dress', 'wireless headphones under 100', 'is there a cheaper kettle', 'search for yoga mats'],
    ...['which boots do you have below 150 euros', 'do you stock size 42 trainers', 'I want to buy a sleeping bag'],
    ...['any wool socks', 'show me something in leather', 'can I get a green scarf from you'],
  ],
  recommendation: [
    ...['what would you recommend', 'recommend me something', 'what should I buy', 'can you suggest a present'],
    ...['something like this under 300', 'something similar but cheaper', 'show me more like this'],
    ...['what goes with this', 'I need a gift idea for my mother', 'surprise me', 'what is popular right now'],
    ...['what would suit me', 'any ideas what to get', 'do you have anything similar to the second one'],
    ...['cheaper ones please', 'suggest something for a birthday', 'other items like that one', 'what is new'],
  ],
};
