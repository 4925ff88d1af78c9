import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day.ts'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { lengthOf } from '../kernel/text-length.ts'
import { memberRef } from '../directory/member-ref.ts'

/** Scopes of API keys. Append, never rename: keys store these names. */
const apiScopes = ['directory.read', 'policies.read'] as const
export type ApiScope = (typeof apiScopes)[number]

/** Maximum validity of a key in days. */
export const MAX_KEY_DAYS = 366

const apiKeyView = z.object({
  id: idSchema('apiKey'),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(apiScopes)),
  /** Responsible member: the creator, or the member who took it over. */
  createdBy: memberRef,
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.nullable(z.string()),
  /** `stopped`: the responsible member has lost the role. The key works again after another member takes it over. */
  state: z.enum(['live', 'stopped', 'expired', 'revoked']),
})
export type ApiKeyView = z.infer<typeof apiKeyView>

export const apiKeysView = z.object({ items: z.array(apiKeyView), next: z.nullable(z.string()) })
export type ApiKeysView = z.infer<typeof apiKeysView>

export const apiKeyBody = z.strictObject({
  name: lineOfText(40).check(z.refine((name) => lengthOf(name) > 0, { error: 'text.required' })),
  scopes: z.array(z.enum(apiScopes)).check(z.minLength(1), z.maxLength(apiScopes.length)),
  /** Last day of validity. */
  expiresOn: calendarDay,
})
export type ApiKeyBody = z.infer<typeof apiKeyBody>

/** The only response that contains the secret. */
export const createdApiKey = z.object({ key: z.string(), view: apiKeyView })
export type CreatedApiKey = z.infer<typeof createdApiKey>

export const departmentsV1 = z.object({
  items: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      parentId: z.int(),
      /** Ids from the root to the department itself. */
      path: z.array(z.int()),
      order: z.int(),
    }),
  ),
  next: z.nullable(z.string()),
})
