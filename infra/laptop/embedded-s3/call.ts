import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ObjectStore } from './object-store.ts';

/** One request, taken apart. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: ObjectStore;
  readonly bucket: string;
  /** Decoded; empty when the call is about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Answers a call, or throws an S3Error before anything has been sent. */
export type ServeCall = (call: Call) => Promise<void> | void;

export function sendXml(response: ServerResponse, xml: string, headers: Record<string, string> = {}): void {
  const ofXml = { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) };
  response.writeHead(200, { ...ofXml, ...headers });
  response.end(xml);
}

export function sendEmpty(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}
