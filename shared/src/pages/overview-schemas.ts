import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { idSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { stateCounts } from '../policies/board-schemas.ts'
import { policyTitle } from '../policies/policy-title-schema.ts'

/** Departments of the matrix; the rest is one column. */
export const OVERVIEW_DEPARTMENTS = 10

/** People of a department who have to sign a policy. */
const overviewCell = z.object({
  required: z.int(),
  /** Those who have not signed. */
  missing: z.int(),
  overdue: z.int(),
})
export type OverviewCell = z.infer<typeof overviewCell>

const titledPolicy = { id: idSchema('policy'), ...policyTitle }

/** The tasks of a role holder over all policies, and where signatures are missing. Times are ISO. */
export const overviewView = z.object({
  /** Policies in force, the most urgent first: overdue people, then the due date. */
  policies: z.array(
    z.object({
      ...titledPolicy,
      label: z.string(),
      /** Start of the signing period. */
      since: z.string(),
      dueAt: z.string(),
      counts: stateCounts,
      /** People who have not signed and who joined after the day of `since`. */
      joiners: z.int(),
      /** By department, in the order of `departments`. */
      cells: z.array(overviewCell),
    }),
  ),
  /** Departments below the company, in WeCom's order: `OVERVIEW_DEPARTMENTS` at most. */
  departments: z.array(z.object({ id: z.int(), name: z.string() })),
  /** Whether there are more departments than those. */
  hasMore: z.boolean(),
  /** Number of departments with stale counts. */
  behind: z.int(),
  countedAt: z.string(),
  /** Whether the caller acts on people. Auditors only read the matrix, and have no tasks in it. */
  mayAct: z.boolean(),
  /** Versions that the caller has to approve, revise or publish. */
  versions: z.object({ count: z.int(), first: z.nullable(idSchema('policy')) }),
  questions: z.object({ count: z.int(), oldestAt: z.nullable(z.string()), first: z.nullable(idSchema('policy')) }),
  /** Exemptions that end within two weeks, the earliest first. */
  exemptions: z.array(z.object({ policy: z.object(titledPolicy), person: memberRef, until: z.string() })),
  /** How many more end in that time, by policy. */
  moreExemptions: z.array(z.object({ policy: z.object(titledPolicy), count: z.int() })),
  /** Contracts of partners that end within four weeks, the earliest first. Only for callers who manage partners. */
  partners: z.array(z.object({ person: memberRef, company: z.string(), endsOn: z.string() })),
  morePartners: z.int(),
  /** For the management department only. */
  ops: z.nullable(
    z.object({
      /** Items of the last self-check. */
      bad: z.int(),
      warn: z.int(),
      /** When that check ran, so that nobody takes it for the present; null before the first one. */
      checkedAt: z.nullable(instant),
      /** Dead letters. */
      stopped: z.int(),
    }),
  ),
})
export type OverviewView = z.infer<typeof overviewView>

/** What the overview shows, as a file. */
export const overviewExportBody = z.strictObject({ format: z.enum(['csv', 'xlsx']) })
export type OverviewExportBody = z.infer<typeof overviewExportBody>
