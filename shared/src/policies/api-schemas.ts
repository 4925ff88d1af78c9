import * as z from 'zod/mini'
import { versionKinds } from './policy-flow.ts'
import { rosterStates } from './roster.ts'
import { stateCounts } from './board-schemas.ts'

// Schemas for the company's own backend. They do not change; incompatible changes go to `v2`.

export const policiesV1 = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      label: z.string(),
      versionId: z.string(),
      dueAt: z.string(),
      versions: z.array(
        z.object({
          id: z.string(),
          label: z.nullable(z.string()),
          kind: z.nullable(z.enum(versionKinds)),
          publishedAt: z.nullable(z.string()),
          docHashes: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
})

export const policyDepartmentsV1 = z.object({
  items: z.array(z.object({ departmentId: z.int(), counts: stateCounts })),
  next: z.nullable(z.string()),
})

export const policyPeopleV1 = z.object({
  items: z.array(
    z.object({
      userid: z.string(),
      departmentId: z.int(),
      state: z.enum(rosterStates),
      version: z.nullable(z.string()),
      signedAt: z.nullable(z.string()),
      receipt: z.nullable(z.string()),
      /** First view of the version that the person signed or has to sign; null if not recorded. */
      openedAt: z.nullable(z.string()),
      dueAt: z.string(),
    }),
  ),
  /** Cursor of the next page, even after an empty page; null after the last one. */
  next: z.nullable(z.string()),
})

const change = <Action extends string, Details extends z.core.$ZodLooseShape>(action: Action, details: Details) =>
  z.object({
    seq: z.int(),
    at: z.string(),
    action: z.literal(action),
    object: z.string(),
    /** The signer; null for other events, and when the signer's key was destroyed. */
    userid: z.nullable(z.string()),
    details: z.object(details),
  })
const userid = z.string()
const question = z.string()

/**
 * The events that a backend receives, each with the listed details only: no text that people typed, no changes of drafts, no
 * views or exports. Events that are not listed are omitted.
 */
export const policyChangeV1 = z.discriminatedUnion('action', [
  change('policy.published', { no: z.int(), kind: z.enum(versionKinds), effectiveOn: z.string() }),
  change('policy.in_force', {
    version: z.string(),
    label: z.string(),
    kind: z.enum(versionKinds),
    docHashes: z.record(z.string(), z.string()),
  }),
  change('policy.signed', {
    hash: z.string(),
    policy: z.string(),
    version: z.string(),
    basis: z.enum(['full', 'delta']),
  }),
  change('policy.signer_forgotten', {}),
  change('policy.questioned', { question, clause: z.optional(z.string()) }),
  change('policy.answered', { question }),
  change('policy.question_closed', { question }),
  change('policy.exempted', { userid, until: z.nullable(z.string()) }),
  change('policy.exemption_ended', { userid }),
  change('policy.due_date_set', { userid, dueOn: z.string() }),
  change('policy.asked_anew', { userid }),
  change('policy.urged', { department: z.int(), people: z.int() }),
])

export const policyChangeActions = policyChangeV1.def.options.flatMap((option) => option.shape.action.def.values)

export const policyChangesV1 = z.object({
  items: z.array(policyChangeV1),
  /** Cursor of the next page, also when there are no new events. */
  next: z.string(),
})
