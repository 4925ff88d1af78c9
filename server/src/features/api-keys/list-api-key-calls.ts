import { PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import type { ApiKeyCall, ApiKeyCalls } from '@desk/shared/api-keys/api-key-schemas'
import { entryText } from '@desk/shared/kernel/whole-number'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listCalls } from './api-key-queries.ts'
import { refusalOf } from './api-key-view.ts'
import { actorOfKey } from './authenticate-api-key.ts'

/** Lists the calls of a key, newest first. They are audit entries, kept as long as the audit. */
export async function listApiKeyCalls({ db }: ReadDeps, id: string, { after }: PageQuery): Promise<ApiKeyCalls> {
  const before = after === undefined ? null : entryText.safeParse(after).data
  if (before === undefined) throw new InvalidInputError('Invalid cursor', [{ path: 'after', code: 'invalid_format' }])
  const rows = await listCalls(db, actorOfKey(id), before === null ? null : Number(before), PAGE_SIZE + 1)
  const shown = rows.slice(0, PAGE_SIZE)
  return {
    items: shown.map(({ seq, at, object, action, details }) => ({
      seq,
      at: at.toISOString(),
      route: object,
      scope: (details['scope'] as ApiKeyCall['scope'] | undefined) ?? null,
      network: (details['network'] as string | undefined) ?? null,
      refusedFor: refusalOf(action, details),
    })),
    next: rows.length > PAGE_SIZE ? String(shown.at(-1)?.seq) : null,
  }
}
