import { textElement, xmlDocument } from './xml.ts';

/** A refusal in S3's own words: the SDK turns `code` into the name of the error that a caller catches. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  /** Headers that belong to the refusal itself, such as the size of the object in a 416. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = code;
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** @param headers - of the delete marker, where one is the reason. */
export const noSuchKey = (headers: Readonly<Record<string, string>> = {}) =>
  new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', headers);

export const noSuchBucket = () => new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');

export const noSuchUpload = () =>
  new S3Error(404, 'NoSuchUpload', 'The upload does not exist: it was never created, or was aborted or completed.');

export const preconditionFailed = () =>
  new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');

export const badDigest = (declared: string) =>
  new S3Error(400, 'BadDigest', `The ${declared} you specified did not match the calculated checksum.`);

export const incompleteBody = (why: string) => new S3Error(400, 'IncompleteBody', why);

export const invalidRequest = (why: string) => new S3Error(400, 'InvalidRequest', why);

export const invalidArgument = (name: string, value: string) =>
  new S3Error(400, 'InvalidArgument', `${name} cannot be ${JSON.stringify(value)}`);

export const malformedXml = (why: string) => new S3Error(400, 'MalformedXML', why);

/** For everything S3 can do and this server cannot: better refused aloud than half done. */
export const notImplemented = (what: string) =>
  new S3Error(501, 'NotImplemented', `${what} is not implemented by the embedded S3 server`);

/** The body of an error reply. */
export function errorXml(error: S3Error, resource: string, requestId: string): string {
  return xmlDocument('Error', [
    textElement('Code', error.code),
    textElement('Message', error.message),
    textElement('Resource', resource),
    textElement('RequestId', requestId),
  ]);
}
