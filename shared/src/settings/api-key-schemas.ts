import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day.ts'
import { idSchema } from '../kernel/ids.ts'
import { lengthOf, lineOfText } from '../kernel/plain-text.ts'
import { memberRef } from '../directory/member-ref.ts'

/** What a key may be for. Append, never rename: keys are stored with these words. */
const apiScopes = ['directory.read', 'policies.read'] as const
export type ApiScope = (typeof apiScopes)[number]

/** Longest life of a key, in days: whoever needs it longer makes the next one in time. */
export const MAX_KEY_DAYS = 366

const apiKeyView = z.object({
  id: idSchema('apiKey'),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(apiScopes)),
  /** Who answers for it: who made it, or took it over since. */
  createdBy: memberRef,
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.nullable(z.string()),
  /** `stopped`: whoever answers for it holds no role any more. Somebody who takes it over starts it again. */
  state: z.enum(['live', 'stopped', 'expired', 'revoked']),
})
export type ApiKeyView = z.infer<typeof apiKeyView>

export const apiKeysView = z.object({ items: z.array(apiKeyView), next: z.nullable(z.string()) })
export type ApiKeysView = z.infer<typeof apiKeysView>

export const apiKeyBody = z.strictObject({
  name: lineOfText(40).check(z.refine((name) => lengthOf(name) > 0, { error: 'text.required' })),
  scopes: z.array(z.enum(apiScopes)).check(z.minLength(1), z.maxLength(apiScopes.length)),
  /** The last day on which it works. */
  expiresOn: calendarDay,
})
export type ApiKeyBody = z.infer<typeof apiKeyBody>

/** The only answer that ever holds the key itself. */
export const madeApiKey = z.object({ key: z.string(), view: apiKeyView })
export type CreatedApiKey = z.infer<typeof madeApiKey>

export const departmentsV1 = z.object({
  items: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      parentId: z.int(),
      /** From the root to the department itself. */
      path: z.array(z.int()),
      order: z.int(),
    }),
  ),
  next: z.nullable(z.string()),
})
