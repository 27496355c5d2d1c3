import { v7 } from 'uuid';
import type { Ids } from '../../ports/system.ts';

export const uuidIds: Ids = { next: () => v7() };
