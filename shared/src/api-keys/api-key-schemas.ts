import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { memberRef } from '../directory/member-ref.ts'

/** Scopes of API keys. Append, never rename: keys store these names. */
const apiScopes = ['directory.read', 'policies.read', 'members.names', 'policies.texts', 'policies.receipts'] as const
export type ApiScope = (typeof apiScopes)[number]

/** An IP address, or a range of them such as `10.2.8.0/24`. */
const addressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'key.bad_address' })
/** Maximum number of ranges of a key. */
const MAX_RANGES = 20

/** Maximum validity of a key in days. */
export const MAX_KEY_DAYS = 366

const refusalReason = z.enum(['address', 'scope'])

const apiKeyView = z.object({
  id: idSchema('apiKey'),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(apiScopes)),
  /** Addresses from which the key works; empty: from everywhere. */
  addresses: z.array(z.string()),
  /** Responsible member: the creator, or the member who took it over. */
  createdBy: memberRef,
  createdAt: z.string(),
  expiresAt: z.string(),
  /** The last call that was answered. */
  lastUsedAt: z.nullable(z.string()),
  /** The last call, if it was refused. */
  lastRefusal: z.nullable(z.object({ at: z.string(), network: z.string(), reason: refusalReason })),
  /** `stopped`: the responsible member has lost the role. The key works again after another member takes it over. */
  state: z.enum(['live', 'stopped', 'expired', 'revoked']),
})
export type ApiKeyView = z.infer<typeof apiKeyView>

export const apiKeysView = z.object({ items: z.array(apiKeyView), next: z.nullable(z.string()) })
export type ApiKeysView = z.infer<typeof apiKeysView>

export const apiKeyBody = z.strictObject({
  name: lineOfText(40).check(z.minLength(1, { error: 'text.required' })),
  scopes: z.array(z.enum(apiScopes)).check(
    z.minLength(1, { error: 'key.no_scope' }),
    z.maxLength(apiScopes.length),
    z.refine((scopes) => scopes.some((scope) => scope !== 'members.names') || scopes.length === 0, {
      error: 'key.names_alone',
    }),
  ),
  addresses: z.optional(z.array(addressRange).check(z.maxLength(MAX_RANGES))),
  /** Last day of validity. */
  expiresOn: calendarDay,
})
export type ApiKeyBody = z.infer<typeof apiKeyBody>

/** The only response that contains the secret. */
export const createdApiKey = z.object({ key: z.string(), view: apiKeyView })
export type CreatedApiKey = z.infer<typeof createdApiKey>

const apiKeyCall = z.object({
  seq: z.int(),
  at: z.string(),
  route: z.string(),
  scope: z.nullable(z.enum(apiScopes)),
  /** Truncated address of the caller; null for calls before it was recorded. */
  network: z.nullable(z.string()),
  /** Null when the call was allowed. */
  refusedFor: z.nullable(refusalReason),
})
export type ApiKeyCall = z.infer<typeof apiKeyCall>

export const apiKeyCalls = z.object({ items: z.array(apiKeyCall), next: z.nullable(z.string()) })
export type ApiKeyCalls = z.infer<typeof apiKeyCalls>
