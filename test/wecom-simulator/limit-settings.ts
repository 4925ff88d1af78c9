import { z } from 'zod'

const count = z.number().int().min(0)

/** WeCom's limits (doc 90312). A test can lower each, to reach it with a few calls. */
export const limitsSchema = z.strictObject({
  /** Calls per minute of one API, for the whole company. */
  perMinute: count,
  perHour: count,
  /** By API: `{"user/list": {"perMinute": 5, "concurrent": 2}}`. Above `concurrent` the error is 45033. */
  apis: z.record(
    z.string(),
    z.strictObject({ perMinute: count.optional(), perHour: count.optional(), concurrent: count.optional() }),
  ),
  /** At this number the address is banned for an hour (a field report). */
  wrongSecretsPerHour: count,
  /** Lookups a day that find nobody, as a share of the members; above it all lookups are closed for a day (doc 95402). */
  wrongLookupShare: z.number().min(0),
  /** For each app and member; messages above it are dropped without an error. */
  messagesPerMinute: count,
  messagesPerHour: count,
  /** Recipients a day, for each account of the company. */
  messagesPerAccountAndDay: count,
  /** Groups created a day and changed an hour, by all apps of the company (doc 90245, 98913). */
  groupsPerDay: count,
  groupChangesPerHour: count,
  /** Members of a group including the app: set in the console, at most 2000 (doc 90245). */
  groupMembers: count,
  /** Deliveries a minute in all groups of the company; above it the error is 45009 (doc 90248). */
  groupRecipientsPerMinute: count,
  /** Group messages to one member; above these they are dropped without an error (doc 90248). */
  groupMessagesPerMinute: count,
  groupMessagesPerDay: count,
  /** Members whose tile is set by batch calls in a minute; above it the error is 45009 (doc 92535). */
  tilesPerMinute: count,
  /** Accounts of the company (else 45024); null: no limit. */
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
  groupRecipientsPerMinute: 20_000,
  groupMessagesPerMinute: 200,
  groupMessagesPerDay: 10_000,
  tilesPerMinute: 100_000,
  memberLimit: null,
}

/** Calls of one API in the current minute and hour, and the end of its closure. */
export type ApiUse = { minute: number; inMinute: number; hour: number; inHour: number; closedUntilMs: number }

/** Use of the limits. */
export type LimitUse = {
  apis: Record<string, ApiUse>
  wrongSecrets: Record<string, { inHour: number[]; bannedUntilMs: number }>
  lookups: { day: number; wrong: number; closedUntilMs: number }
  messages: { day: number; recipients: number }
}

export const emptyLimitUse = (): LimitUse => ({
  apis: {},
  wrongSecrets: {},
  lookups: { day: 0, wrong: 0, closedUntilMs: 0 },
  messages: { day: 0, recipients: 0 },
})
