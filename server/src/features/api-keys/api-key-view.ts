import type { ApiKeyView, ApiScope } from '@desk/shared/settings/api-key-schemas'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { ApiKeyRow } from './api-key-queries.ts'

export function toApiKeyView(row: ApiKeyRow & { isAnswered: boolean }, createdBy: MemberRef, now: Date): ApiKeyView {
  return {
    id: row.id as ApiKeyView['id'],
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as ApiScope[],
    addresses: row.addresses,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    state: stateOf(row, now),
  }
}

function stateOf(row: ApiKeyRow & { isAnswered: boolean }, now: Date): ApiKeyView['state'] {
  if (row.revokedAt !== null) return 'revoked'
  if (row.expiresAt <= now) return 'expired'
  return row.isAnswered ? 'live' : 'stopped'
}
