import { z } from 'zod'

const count = z.number().int().min(0)

/** What the platform allows (doc 90312). All can be set, so that a test reaches a limit with a few calls. */
export const limitsSchema = z.strictObject({
  /** One API, the whole company. */
  perMinute: count,
  perHour: count,
  /** By API: `{"user/list": {"perMinute": 5, "concurrent": 2}}`. `concurrent`: more than that at once answer 45033. */
  apis: z.record(
    z.string(),
    z.strictObject({ perMinute: count.optional(), perHour: count.optional(), concurrent: count.optional() }),
  ),
  /** From here on the address is banned for an hour (a field report). */
  wrongSecretsPerHour: count,
  /** Wrong numbers in user/getuserid, as a share of the company; above, it is closed for a day (doc 95402). */
  wrongLookupShare: z.number().min(0),
  /** Per app and member; what is above is dropped without a word. */
  messagesPerMinute: count,
  messagesPerHour: count,
  /** Person-times a day, per account of the company. */
  messagesPerAccountAndDay: count,
  /** Groups made a day and changed an hour, by all apps of the company (doc 90245, 98913). */
  groupsPerDay: count,
  groupChangesPerHour: count,
  /** Members of a group, the app among them: the console's own number, at most 2000 (doc 90245). */
  groupMembers: count,
  /** Person-times a minute in groups; per member what is above is dropped without a word (doc 90248). */
  groupPersonTimesPerMinute: count,
  groupMessagesPerMinute: count,
  groupMessagesPerDay: count,
  /** Accounts of the company (45024); null: as many as you like. */
  memberLimit: count.nullable(),
})
export type Limits = z.infer<typeof limitsSchema>

export const documentedLimits: Limits = {
  perMinute: 10_000,
  perHour: 150_000,
  apis: { 'auth/get_tfa_info': { concurrent: 20 }, 'user/tfa_succ': { concurrent: 20 } },
  wrongSecretsPerHour: 2000,
  wrongLookupShare: 0.2,
  messagesPerMinute: 30,
  messagesPerHour: 1000,
  messagesPerAccountAndDay: 200,
  groupsPerDay: 1000,
  groupChangesPerHour: 1000,
  groupMembers: 2000,
  groupPersonTimesPerMinute: 20_000,
  groupMessagesPerMinute: 200,
  groupMessagesPerDay: 10_000,
  memberLimit: null,
}

/** How often one API was called in the running minute and hour, and until when it is closed. */
export type ApiUse = { minute: number; inMinute: number; hour: number; inHour: number; closedUntilMs: number }

/** What was used up of the limits. */
export type LimitUse = {
  apis: Record<string, ApiUse>
  wrongSecrets: Record<string, { inHour: number[]; bannedUntilMs: number }>
  lookups: { day: number; wrong: number; closedUntilMs: number }
  messages: { day: number; personTimes: number }
}

export const unusedLimits = (): LimitUse => ({
  apis: {},
  wrongSecrets: {},
  lookups: { day: 0, wrong: 0, closedUntilMs: 0 },
  messages: { day: 0, personTimes: 0 },
})
