import * as z from 'zod/mini'

/** Every failure a client can be told about. A wire contract: append, never rename. */
const errorCodes = [
  'auth.required',
  'auth.forbidden',
  'auth.step_up_required',
  'auth.claim_refused',
  'auth.step_up_required',
  'auth.claim_refused',
  'input.invalid',
  'input.too_large',
  'input.too_many',
  'input.encoded',
  'storage.full',
  'not_found',
  'request.not_found',
  'request.command_refused',
  'request.changed_meanwhile',
  'request.old_values_changed',
  'request.field_already_open',
  'request.no_decider',
  'idempotency.key_reused',
  'origin.foreign',
  'wecom.unavailable',
  'settings.changed_meanwhile',
  'role.not_yours',
  'role.own_auditor',
  'role.duties_mixed',
  'role.last_holder',
  'role.already_granted',
  'outbox.not_dead',
  'outbox.not_so',
  'file.refused',
  'file.quota',
  'request.self_approval',
  'request.undo_over',
  'request.urge_too_soon',
  'request.not_eligible',
  'request.must_be_opened',
  'delegation.nothing_to_hand_over',
  'delegation.overlaps',
  'delegation.not_found',
  'lost.last_ops',
  'lost.only_ops_self',
  'lost.creator',
  'lost.daily_limit',
  'lost.own_guardian',
  'lost.guardians_full',
  'lost.same_person',
  'lost.nobody',
  'lost.still_enabled',
  'policy.not_found',
  'policy.newer_version',
  'policy.not_read',
  'policy.text_differs',
  'policy.open_again',
  'policy.name_differs',
  'policy.command_refused',
  'policy.self_approval',
  'policy.changed_meanwhile',
  'policy.urged_lately',
  'policy.read_first',
  'policy.question_open',
  'policy.export_too_long',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** One bad field: where, and a code (our own dotted one, or zod's issue code). */
const fieldErrorSchema = z.object({ path: z.string(), code: z.string() })
export type FieldError = z.infer<typeof fieldErrorSchema>

const errorBody = z.object({
  error: z.object({
    // An older web build must survive a newer server's code.
    code: z.catch(z.enum(errorCodes), 'internal'),
    requestId: z.string(),
    details: z.optional(z.record(z.string(), z.unknown())),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>
