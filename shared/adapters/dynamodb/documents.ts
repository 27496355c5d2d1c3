import { DeleteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import { queryAll } from './query-all.ts';
import { putIf } from './write-if.ts';

/** A partition of the control table: <partition> / <id>, the document as JSON text, and its revision. */
export const dynamoDocuments = <Body>(
  client: DynamoDBDocumentClient,
  table: string,
  partition: string,
): Documents<Body> => ({
  async find(id) {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk: partition, sk: id }, ConsistentRead: true }),
    );
    return Item && documentOf<Body>(Item);
  },

  async list() {
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
    });
    const documents: StoredDocument<Body>[] = [];
    for await (const rows of pages) documents.push(...rows.map((row) => documentOf<Body>(row)));
    return documents;
  },

  async put(id, body, revision) {
    const next = revision + 1;
    const isPut = await putIf(client, {
      TableName: table,
      Item: { pk: partition, sk: id, body: JSON.stringify(body), revision: next },
      ...(revision === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'revision = :before', ExpressionAttributeValues: { ':before': revision } }),
    });
    return isPut ? next : undefined;
  },

  async remove(id) {
    const answer = await client.send(
      new DeleteCommand({ TableName: table, Key: { pk: partition, sk: id }, ReturnValues: 'ALL_OLD' }),
    );
    return answer.Attributes !== undefined;
  },
});

const documentOf = <Body>({ sk, body, revision }: Readonly<Record<string, unknown>>): StoredDocument<Body> => ({
  id: String(sk),
  body: JSON.parse(String(body)) as Body,
  revision: Number(revision),
});
