import { idSchema } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import type { ApiKeysView } from '@desk/shared/api-keys/api-key-schemas'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { memberNames } from '../../directory/member-names.ts'
import { listKeys } from './api-key-queries.ts'
import { toApiKeyView } from './api-key-view.ts'

/** Returns a page of the keys, revoked and expired ones included, newest first, without the secrets. */
export async function listApiKeys(deps: ReadDeps, { after }: PageQuery): Promise<ApiKeysView> {
  const afterId = after === undefined ? null : idSchema('apiKey').safeParse(after).data
  if (afterId === undefined) throw new InvalidInputError('Invalid cursor', [{ path: 'after', code: 'invalid_format' }])
  const rows = await listKeys(deps.db, { afterId, limit: DESK_PAGE_SIZE + 1, day: today(deps) })
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  const names = await memberNames(
    deps.db,
    shown.map(({ createdBy }) => createdBy),
  )
  const now = deps.clock.now()
  return {
    items: shown.map((row) => toApiKeyView(row, names(row.createdBy), now)),
    next: rows.length > DESK_PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
  }
}
