import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What Amazon Translate answers over its wire, as far as its adapter can tell: its limits, its codes, its marks. */
export interface TranslateService {
  readonly url: string;
  readonly requests: { readonly Text: string; readonly from: string; readonly to: string }[];
  /** So many of the next calls are asked to wait. */
  throttle(calls: number): void;
  /** Loses the marks of what it translates. */
  loseMarks(): void;
  close(): void;
}

const KNOWN = ['en', 'de', 'zh', 'zh-TW', 'no'];

/** "Translates" letter by letter, but for what stands in marks: each is turned to upper case. */
export async function startTranslateService(): Promise<TranslateService> {
  const requests: TranslateService['requests'] = [];
  let [throttled, losesMarks] = [0, false];
  const answerOf = (body: string): readonly [number, object] => {
    const { Text, SourceLanguageCode: from, TargetLanguageCode: to } = JSON.parse(body) as Record<string, string>;
    if (throttled-- > 0) return [400, { __type: 'ThrottlingException', message: 'Rate exceeded' }];
    requests.push({ Text: Text!, from: from!, to: to! });
    if (Buffer.byteLength(Text!) > 10_000)
      return [400, { __type: 'TextSizeLimitExceededException', message: 'too long' }];
    if (![from, to].every((code) => KNOWN.includes(code!)))
      return [400, { __type: 'UnsupportedLanguagePairException', message: `${from} to ${to}` }];
    const made = Text!.replaceAll(/<span translate="no">.*?<\/span>|[^<]+/gs, (part) =>
      part.startsWith('<') ? (losesMarks ? part.replaceAll(/<[^>]*>/g, '') : part) : part.toUpperCase(),
    );
    return [200, { TranslatedText: made, SourceLanguageCode: from, TargetLanguageCode: to }];
  };
  const server = createServer(async (request, response) => {
    const [status, answer] = answerOf(await text(request));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    throttle(calls) {
      throttled = calls;
    },
    loseMarks() {
      losesMarks = true;
    },
    close: () => void server.close(),
  };
}
