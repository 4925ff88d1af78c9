import type { ApiKeyCall, ApiKeyView, ApiScope } from '@desk/shared/api-keys/api-key-schemas'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { ListedKey } from './api-key-queries.ts'

export function toApiKeyView(row: ListedKey, createdBy: MemberRef, now: Date): ApiKeyView {
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
    lastRefusal: lastRefusalOf(row),
    state: stateOf(row, now),
  }
}

/** Returns the reason of a refused call, from its audit entry; null if it was answered. */
export const refusalOf = (action: string, details: Readonly<Record<string, unknown>>): ApiKeyCall['refusedFor'] =>
  action === 'api_keys.refused' ? (details['reason'] as ApiKeyCall['refusedFor']) : null

function lastRefusalOf({ lastCall }: ListedKey): ApiKeyView['lastRefusal'] {
  const reason = lastCall && refusalOf(lastCall.action, lastCall.details)
  if (!lastCall || !reason) return null
  return { at: new Date(lastCall.at).toISOString(), network: lastCall.details['network'] ?? '', reason }
}

function stateOf(row: ListedKey, now: Date): ApiKeyView['state'] {
  if (row.revokedAt !== null) return 'revoked'
  if (row.expiresAt <= now) return 'expired'
  return row.hasResponsibleMember ? 'live' : 'stopped'
}
