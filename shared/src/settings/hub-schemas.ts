import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { idSchema } from '../kernel/ids.ts'
import { policyTitle } from '../policies/policy-title-schema.ts'

/** Pages with a setting whose last change is stored with its author. What else these pages list does not count. */
const changedPage = z.enum([
  'roles',
  'directory',
  'partners',
  'fields',
  'incidents',
  'policies',
  'groups',
  'outbox',
  'texts',
  'calendar',
  'onCall',
])
export type ChangedPage = z.infer<typeof changedPage>

/** The settings page: the current value of each setting, what needs attention, and who changed which page last. */
export const settingsHub = z.object({
  /** Department leaders to confirm as department admins, and department admins who no longer lead. */
  proposals: z.int(),
  /** Valid API keys that are stopped, because no active member with an ops role is responsible for them. */
  stoppedKeys: z.int(),
  /** Partners without a registered contract. Servers up to 0.18.0 do not count them. */
  unregisteredPartners: z.optional(z.int()),
  /** The current value of each page, where it has one. */
  values: z.object({
    /** Grants of company-wide roles in effect. */
    roles: z.int(),
    /** Partners with a contract that has not ended. */
    partners: z.int(),
    /** Policies in force. */
    policies: z.int(),
    /** Fields of members that may be changed on request. */
    fields: z.int(),
    quietHours: z.object({ from: z.string(), to: z.string() }),
    /** Messages whose text was changed. */
    texts: z.int(),
    /** Dead letters. */
    stopped: z.int(),
    /** Whether delivery is paused. */
    isPaused: z.boolean(),
    /** The end of the last complete sync of the directory. */
    syncedAt: z.nullable(z.string()),
    /** Valid API keys, including stopped ones. */
    apiKeys: z.int(),
  }),
  /** The three pages that people changed last, the newest first. */
  changes: z.array(z.object({ page: changedPage, by: memberRef, at: z.string() })),
  /** How far the company is with the policy that asked for signatures last. Servers up to 0.18.0 do not count it. */
  signing: z.optional(
    z.nullable(
      z.object({
        id: idSchema('policy'),
        ...policyTitle,
        label: z.string(),
        signed: z.int(),
        /** People who have to sign, without the exempt. */
        required: z.int(),
        overdue: z.int(),
        dueAt: z.string(),
      }),
    ),
  ),
  /** Null before the first self-check. */
  check: z.nullable(z.object({ warn: z.int(), bad: z.int(), checkedAt: z.string(), isInDoubt: z.boolean() })),
})
export type SettingsHub = z.infer<typeof settingsHub>
