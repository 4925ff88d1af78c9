import * as z from 'zod/mini'

/** Roles in which members hold duties, in the order of the page. */
export const dutyRoles = ['ops', 'hr', 'incident_handler', 'dept_admin', 'group_owner', 'employee'] as const
export type DutyRole = (typeof dutyRoles)[number]

/** What a duty asks for. Each is provided by the feature that serves it. */
export const dutyCodes = [
  'keep_running',
  'apply_changes',
  'review_accounts',
  'watch_console',
  'answer_problems',
  'handle_incidents',
  'open_accounts',
  'close_accounts',
  'watch_partners',
  'confirm_company',
  'answer_departures',
  'convey_policies',
  'collect_problems',
  'verify_changes',
  'confirm_people',
  'supervise_groups',
  'lead_groups',
  'sign_policies',
  'confirm_own',
  'do_first_day',
  'keep_account',
  'report_incidents',
  'sponsor_partners',
  'take_over',
  'clean_up',
] as const
export type DutyCode = (typeof dutyCodes)[number]

/** What a number counts. */
const dutyCounts = [
  'waiting',
  'overdue',
  'pending',
  'changed',
  'to_mend',
  'not_arrived',
  'in_progress',
  'confirmed',
  'receipts',
  'signed',
  'opened',
  'reported',
  'attested',
  'answered',
  'closed',
  'handled',
  'disabled',
] as const
export type DutyCount = (typeof dutyCounts)[number]

/**
 * The numbers of closed incidents and of answered problems are counted up to this, so that the page takes as long in a company that
 * has had ten times as many: this number stands for itself and every larger one.
 */
export const DUTY_COUNT_MAX = 1000

/** Returns such a number as text: `999+` if it was not counted further. */
export const cappedCount = (count: number): string =>
  count < DUTY_COUNT_MAX ? String(count) : `${String(DUTY_COUNT_MAX - 1)}+`

/** A number, and the list that it counts. */
const counted = z.object({ what: z.enum(dutyCounts), count: z.int(), to: z.string() })

const dutyRow = z.object({
  /** Tells rows apart that differ only in their subject. */
  key: z.string(),
  code: z.enum(dutyCodes),
  role: z.enum(dutyRoles),
  /** The clause of the policy document, such as `2.2c`. */
  clause: z.string(),
  /** What it is about, if there are several: a department, a policy, a campaign. */
  subject: z.nullable(z.string()),
  /** Open numbers; empty or all 0: nothing is owed. */
  owed: z.array(counted),
  done: z.array(counted),
  /** Until when, as a calendar day; null: at once, or no day is set. */
  dueOn: z.nullable(z.string()),
  /** Path of the page that shows it, where it is done. */
  to: z.string(),
})
export type DutyRow = z.infer<typeof dutyRow>

/** The duties of a member under their roles: what is owed comes first. */
export const dutyView = z.object({ rows: z.array(dutyRow) })
export type DutyView = z.infer<typeof dutyView>

/** Returns the sum of the open numbers. */
export const owedCount = ({ owed }: Pick<DutyRow, 'owed'>): number => owed.reduce((sum, { count }) => sum + count, 0)
