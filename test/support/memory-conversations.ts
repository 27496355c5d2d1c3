import type { Conversation } from '../../shared/domain/conversation.ts';
import { partitionOf, personOfPartition } from '../../shared/domain/event.ts';
import type { Conversations, Handoffs } from '../../shared/ports/conversations.ts';

/** Conversations that are forgotten with the test, kept as JSON as a table keeps them. */
export function memoryConversations(): { readonly conversations: Conversations; readonly handoffs: Handoffs } {
  const rows = new Map<string, { readonly body: string; readonly revision: number }>();
  const listed = new Map<string, { readonly partition: string; readonly body: string }>();
  const keyOf = (partition: string, conversationId: string) => `${partition}\n${conversationId}`;
  return {
    conversations: {
      async find(person, conversationId) {
        const row = rows.get(keyOf(partitionOf(person), conversationId));
        return row && { conversation: JSON.parse(row.body) as Conversation, revision: row.revision };
      },
      async put(person, conversation, revision) {
        const [partition, { conversationId, handoff }] = [partitionOf(person), conversation];
        const key = keyOf(partition, conversationId);
        if ((rows.get(key)?.revision ?? 0) !== revision) return false;
        rows.set(key, { body: JSON.stringify(conversation), revision: revision + 1 });
        if (handoff !== undefined) listed.set(conversationId, { partition, body: JSON.stringify(handoff) });
        return true;
      },
      async remove(person, conversationId) {
        rows.delete(keyOf(partitionOf(person), conversationId));
      },
    },
    handoffs: {
      list: async () => ({
        handoffs: [...listed]
          .sort(([a], [b]) => (a < b ? 1 : -1))
          .map(([conversationId, { partition, body }]) => ({
            ...{ conversationId, person: personOfPartition(partition), handoff: JSON.parse(body) },
          })),
      }),
      personOf: async (conversationId) => {
        const found = listed.get(conversationId);
        return found && personOfPartition(found.partition);
      },
    },
  };
}
