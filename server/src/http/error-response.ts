import type { ErrorBody, ErrorCode } from '@desk/shared/errors'
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isDatabaseAway, isLostRace, isStorageFull } from '../db/errors.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Log } from '../ports/log.ts'
import type { AppEnv } from './app-env.ts'

export const statusByCode = {
  'auth.required': 401,
  'auth.forbidden': 403,
  'auth.step_up_required': 401,
  'auth.claim_refused': 403,
  'input.invalid': 422,
  'input.too_large': 413,
  'input.too_many': 429,
  'input.limit_reached': 429,
  'input.encoded': 415,
  'storage.full': 503,
  unavailable: 503,
  not_found: 404,
  'request.not_found': 404,
  'request.command_refused': 409,
  'request.changed_meanwhile': 409,
  'request.old_values_changed': 409,
  'request.field_already_open': 409,
  'request.no_decider': 409,
  'idempotency.key_reused': 422,
  'origin.foreign': 403,
  'wecom.unavailable': 502,
  'settings.changed_meanwhile': 409,
  'role.not_yours': 403,
  'role.own_auditor': 403,
  'role.duties_mixed': 409,
  'role.last_holder': 409,
  'role.already_granted': 409,
  'outbox.not_dead': 409,
  'outbox.not_so': 409,
  'file.refused': 422,
  'file.quota': 429,
  'comment.full': 409,
  'request.self_approval': 409,
  'request.undo_over': 409,
  'request.urge_too_soon': 409,
  'request.not_eligible': 409,
  'request.must_be_opened': 409,
  'delegation.nothing_to_hand_over': 409,
  'delegation.overlaps': 409,
  'delegation.not_found': 404,
  'lost.last_ops': 409,
  'lost.only_ops_self': 409,
  'lost.creator': 409,
  'lost.daily_limit': 429,
  'lost.own_guardian': 409,
  'lost.guardians_full': 409,
  'lost.same_person': 409,
  'lost.nobody': 409,
  'lost.still_enabled': 409,
  'group.not_found': 404,
  'group.command_refused': 409,
  'group.changed_meanwhile': 409,
  'group.daily_limit': 429,
  'group.not_offered': 409,
  'group.too_late': 409,
  'group.not_all_answered': 422,
  'group.asked_lately': 409,
  'group.not_admitted': 404,
  'policy.not_found': 404,
  'policy.newer_version': 409,
  'policy.not_read': 409,
  'policy.text_differs': 409,
  'policy.open_again': 409,
  'policy.name_differs': 422,
  'policy.command_refused': 409,
  'policy.self_approval': 409,
  'policy.changed_meanwhile': 409,
  'policy.urged_lately': 409,
  'policy.read_first': 409,
  'policy.question_open': 409,
  'policy.export_too_long': 409,
  internal: 500,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>

/** The code a thrown thing answers with. Hono throws its own 4xx, e.g. for a body that is no JSON. */
export function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code
  if (error instanceof HTTPException && error.status < 500)
    return error.status === 413 ? 'input.too_large' : 'input.invalid'
  // Cut off, by its sender or by our patience: nobody hears the answer, and nothing is wrong here.
  if (isAborted(error)) return 'input.invalid'
  if (isStorageFull(error)) return 'storage.full'
  return isDatabaseAway(error) || isLostRace(error) ? 'unavailable' : 'internal'
}

/** When the same may be asked again, in seconds; a database that restarts is back sooner than room is made. */
const retryAfterS: Partial<Record<ErrorCode, string>> = { 'storage.full': '60', unavailable: '5' }

/** Says in a header when to come again, where that helps. */
export function sayWhen(c: Context, code: ErrorCode): void {
  const seconds = retryAfterS[code]
  if (seconds !== undefined) c.header('Retry-After', seconds)
}

const isAborted = (error: unknown) =>
  error instanceof Error && error.message === 'aborted' && (error as NodeJS.ErrnoException).code === 'ECONNRESET'

/** The one place where a thrown thing becomes an HTTP answer. Messages stay in the log; codes go out. */
export const errorResponse =
  (log: Log): ErrorHandler<AppEnv> =>
  (error, c) => {
    const { requestId } = c.var
    const code = codeOf(error)
    log[code === 'internal' ? 'error' : 'info']({ err: error, code, requestId }, 'request failed')
    const details = error instanceof AppError ? error.details : undefined
    const body: ErrorBody = { error: { code, requestId, ...(details ? { details } : {}) } }
    sayWhen(c, code)
    return c.json(body, statusByCode[code])
  }
