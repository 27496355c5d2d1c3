/** Who a deployment’s messages come from; what is not named, is not sent. */
export interface MessageOptions {
  /** `Shop <news@shop.example>`: its address or its domain is verified in SES. */
  readonly emailFrom: string | undefined;
  /** ARN of a phone number, a pool or a sender id of AWS End User Messaging. */
  readonly smsFrom: string | undefined;
  /** `fcm=ARN,apns=ARN`: platform applications of SNS. */
  readonly pushApplications: string | undefined;
  /** Where shoppers reach the API, where that is another address than AWS gives it. */
  readonly publicUrl: string | undefined;
}

export const messageOptions = ['emailFrom', 'smsFrom', 'pushApplications', 'publicUrl'] as const;

const FORMS: Readonly<Record<(typeof messageOptions)[number], readonly [RegExp, string]>> = {
  emailFrom: [/^(?:[^<>\r\n"]{1,100} <[^\s<>@]+@[\w.-]+>|[^\s<>@]+@[\w.-]+)$/, 'NAME <ADDRESS> or ADDRESS'],
  smsFrom: [
    /^arn:aws[\w-]*:sms-voice:[\w-]+:\d{12}:(?:phone-number|pool|sender-id)\/[\w/-]+$/,
    'the ARN of a phone number, a pool or a sender id (arn:aws:sms-voice:…)',
  ],
  pushApplications: [
    /^(?:fcm|apns)=arn:aws[\w-]*:sns:[\w-]+:\d{12}:app\/\w+\/[\w.-]+(?:,(?:fcm|apns)=arn:aws[\w-]*:sns:[\w-]+:\d{12}:app\/\w+\/[\w.-]+)?$/,
    'fcm=ARN, apns=ARN or both, parted by a comma (arn:aws:sns:…:app/…)',
  ],
  publicUrl: [/^https:\/\/[\w.-]+(?:\/[\w.-]+)*$/, 'https://HOST, without a slash at its end'],
};

/** @throws Error naming the option, its value and what is wanted. */
export function messageOptionsOf(context: Readonly<Record<string, unknown>>): MessageOptions {
  const read = (option: (typeof messageOptions)[number]): string | undefined => {
    const value = context[option];
    const [form, wanted] = FORMS[option];
    if (value === undefined || (typeof value === 'string' && form.test(value))) return value;
    throw new Error(`${option} ${JSON.stringify(value)}: want ${wanted}`);
  };
  return {
    emailFrom: read('emailFrom'),
    smsFrom: read('smsFrom'),
    pushApplications: read('pushApplications'),
    publicUrl: read('publicUrl'),
  };
}

/** The address in `NAME <ADDRESS>`. */
export const addressIn = (from: string): string => /<(.+)>$/.exec(from)?.[1] ?? from;
