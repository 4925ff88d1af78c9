import * as z from 'zod/mini'
import { dutyRoles } from './duty-numbers.ts'

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
