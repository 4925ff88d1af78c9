import type { ApiKeyView, ApiScope } from '@desk/shared/settings/api-key-schemas'
import type { MemberRef } from '@desk/shared/requests/request-schemas'
import type { ApiKeyRow } from './api-key-queries.ts'

export function toKeyView(row: ApiKeyRow, createdBy: MemberRef, now: Date): ApiKeyView {
  const expired = row.expiresAt <= now ? 'expired' : 'live'
  return {
    id: row.id as ApiKeyView['id'],
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as ApiScope[],
    createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    state: row.revokedAt === null ? expired : 'revoked',
  }
}
