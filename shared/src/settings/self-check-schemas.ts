import * as z from 'zod/mini'

/** What the self-check looks at, in the order in which an installation is set up. */
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
] as const
export type CheckItem = (typeof checkItems)[number]

/** `warn`: something is left out meanwhile. `bad`: people notice. */
const checkLevels = ['ok', 'warn', 'bad'] as const
export type CheckLevel = (typeof checkLevels)[number]

/** Why. One sentence of words per item and reason; `facts` fill its gaps. Append, never rename. */
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
  /** WeCom does not answer just now: what was found then may hold no more. */
  isInDoubt: z.boolean(),
  items: z.array(checkItemView),
})
export type CheckView = z.infer<typeof checkView>
