import * as z from 'zod/mini'

/** Items of the self-check, in the order of the installation steps. */
export const checkItems = [
  'database',
  'storage',
  'proxy',
  'agent_secret',
  'trusted_ip',
  'clock',
  'app_open',
  'visible_range',
  'trusted_domain',
  'home_url',
  'app_callback',
  'jsapi_tickets',
  'workbench_tile',
  'contacts_secret',
  'contacts_callback',
  'calendar',
  'roles',
  'on_call',
  'policies',
  'access_gate',
  'anchors',
] as const
export type CheckItem = (typeof checkItems)[number]

/** `warn`: a function is unavailable or limited, will be soon, or could not be checked. `bad`: members are affected. */
const checkLevels = ['ok', 'warn', 'bad'] as const
export type CheckLevel = (typeof checkLevels)[number]

/** Reasons of a level. Each item and reason has one message, completed by `facts`. Append, never rename. */
const checkReasons = [
  'fine',
  'unknown',
  'not_set',
  'wrong_secret',
  'ip_refused',
  'unreachable',
  'refused',
  'closed',
  'no_root',
  'other_domain',
  'other_home',
  'never_received',
  'not_custom',
  'read_only',
  'skewed',
  'ending',
  'over',
  'full',
  'names_nobody',
  'no_lead',
  'opened',
  'outdated',
  'undelivered',
  'unstamped',
  'departures_held',
  // Stored by an earlier version.
  'tags_unread',
] as const
export type CheckReason = (typeof checkReasons)[number]

const checkItemView = z.object({
  item: z.enum(checkItems),
  level: z.enum(checkLevels),
  reason: z.enum(checkReasons),
  facts: z.record(z.string(), z.string()),
})
export type CheckItemView = z.infer<typeof checkItemView>

export const checkView = z.object({
  checkedAt: z.nullable(z.string()),
  /** Whether WeCom is unavailable at present, so that the stored result may be outdated. */
  isInDoubt: z.boolean(),
  items: z.array(checkItemView),
})
export type CheckView = z.infer<typeof checkView>
