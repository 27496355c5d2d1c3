import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseBatch, parseJobId, parsePart } from './contract.ts';
import { type JobPorts, queueJob, readJob, readJobPart } from './jobs.ts';

/** Decisions for many people at once. */
export function jobRoutes(ports: JobPorts, forShop: Guard): Endpoints {
  const [queue, read, readPart] = [queueJob(ports), readJob(ports), readJobPart(ports)];
  return {
    'POST /v1/decisions:batch': forShop(async (request) => ({
      status: 202,
      body: await queue(parseBatch(jsonOf(request))),
    })),
    'GET /v1/jobs/{jobId}': forShop(async (request) => ok(await read(idOf(request)))),
    'GET /v1/jobs/{jobId}/result': forShop(async (request) => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson; charset=utf-8' },
      text: await readPart(idOf(request), parsePart(request.query['part'])),
    })),
  };
}

const idOf = ({ parameters }: HttpRequest): string => parseJobId(parameters['jobId']);
