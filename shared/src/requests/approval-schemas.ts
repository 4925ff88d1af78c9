import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { pageOf, pageQuery } from '../kernel/page.ts'
import { storableText } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { requestItems, requestKindNames } from './types/index.ts'
import { returnReason } from './reason-schemas.ts'
import { BATCH_MAX } from './batch-max.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { activeDelegations } from '../delegations/delegation-schemas.ts'
import { approverRef } from './model/request-form.ts'
import { requestSummary, requestView } from './request-schemas.ts'

const kind = z.enum(requestKindNames)

/** Names separated by commas, as in a URL. */
const itemNames = z.pipe(
  z.string().check(z.maxLength(120)),
  z.pipe(
    z.transform((text: string) => text.split(',')),
    z.array(z.enum(requestItems)),
  ),
)

/**
 * `waiting`: waits for the caller's decision, the longest first. `by_hand`: approved, and the management department has
 * a manual task, the longest first. `handled`: decided by the caller, also as the first of two
 * steps, the latest first; what they may no longer read is left out.
 */
export const approvalsQuery = z.strictObject({
  ...pageQuery.shape,
  list: z._default(z.enum(['waiting', 'by_hand', 'handled']), 'waiting'),
  kind: z.optional(kind),
  /** For `waiting`: a part of the applicant's name or department, or of a requested value. */
  q: z.optional(storableText.check(z.maxLength(SEARCH_MAX))),
  /** For `waiting`: only requests that change one of these. */
  items: z.optional(itemNames),
  /** For `waiting`: only overdue requests. */
  overdue: z.optional(z.literal('yes')),
})
export type ApprovalsQuery = z.output<typeof approvalsQuery>

/** The caller's requests: `running` are in progress, `returned` of them wait for the caller, `ended` are over. */
export const myRequestsQuery = z.strictObject({
  ...pageQuery.shape,
  list: z.optional(z.enum(['running', 'returned', 'ended'])),
  kind: z.optional(kind),
})
export type MyRequestsQuery = z.output<typeof myRequestsQuery>

export const myRequestsPage = z.object({
  ...pageOf(requestSummary).shape,
  /** Counts without regard to the filter. `running` includes the returned ones. */
  counts: z.object({ running: z.int(), returned: z.int() }),
})
export type MyRequestsPage = z.infer<typeof myRequestsPage>

export const approvalsPage = z.object({
  ...pageOf(requestSummary).shape,
  /** Counts of the requests that wait for the caller, without regard to the filter. */
  counts: z.object({
    waiting: z.int(),
    overdue: z.int(),
    byHand: z.int(),
    kinds: z.array(z.object({ kind, count: z.int() })),
  }),
  delegations: activeDelegations,
})
export type ApprovalsPage = z.infer<typeof approvalsPage>

const batchItem = z.strictObject({
  id: idSchema('request'),
  version: wholeNumber(1),
  seenHash: sha256Text,
  decision: z.discriminatedUnion('do', [
    z.strictObject({ do: z.literal('agree') }),
    z.strictObject({ do: z.literal('return'), reason: returnReason }),
  ]),
})
export type BatchItem = z.output<typeof batchItem>

export const batchBody = z.strictObject({
  items: z.array(batchItem).check(
    z.minLength(1),
    z.maxLength(BATCH_MAX),
    z.refine((items) => new Set(items.map(({ id }) => id)).size === items.length, { error: 'batch.repeated' }),
  ),
})
export type BatchBody = z.output<typeof batchBody>

/**
 * The result of each item: decided, with the end of its undo window; or refused, with an error code and the present
 * state.
 */
export const batchAnswer = z.object({
  items: z.array(
    z.object({
      id: idSchema('request'),
      ok: z.boolean(),
      code: z.nullable(z.string()),
      undo: z.nullable(z.object({ version: z.int(), until: z.string() })),
      view: z.nullable(requestView),
    }),
  ),
  nextForMe: z.nullable(idSchema('request')),
  waitingForMe: z.int(),
})
export type BatchAnswer = z.infer<typeof batchAnswer>

/** Members to whom the viewer may transfer the request. */
export const transferTargets = z.object({ items: z.array(approverRef) })
export type TransferTargets = z.infer<typeof transferTargets>
