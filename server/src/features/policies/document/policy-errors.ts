import type { PolicyId, RequestId } from '@desk/shared/kernel/ids'
import { defineError } from '../../../kernel/app-error.ts'

/** Also thrown for a policy that exists but is not visible to the caller. */
export const PolicyNotFoundError = defineError('policy.not_found', 404, 'No such policy, or not visible')

/** The numbers of a past day are not stored. `firstDay`: the first day that is stored; null: none. */
export const DayNotStoredError = defineError('policy.day_not_stored', 404, (firstDay: string | null) => ({
  message: 'No numbers of that day',
  details: { firstDay },
}))

/** Another version is in force. `details.policyId` is the one to sign. */
export const NewerVersionError = defineError('policy.newer_version', 409, (policyId: PolicyId, label: string) => ({
  message: 'A newer version replaced this one',
  details: { policyId, label },
}))

export const NotReadError = defineError('policy.not_read', 409, (clauses: readonly string[]) => ({
  message: 'Some clauses were not in view',
  details: { clauses },
}))

export const TextDiffersError = defineError('policy.text_differs', 409, 'The text on screen is not the published text')

/** The policy was not opened in this session. */
export const OpenAgainError = defineError('policy.open_again', 409, 'The policy has to be opened before it is signed')

export const NameDiffersError = defineError('policy.name_differs', 422, 'The typed name is not the signer’s')

export const VersionCommandRefusedError = defineError(
  'policy.command_refused',
  409,
  (state: string, command: string) => ({
    message: `A version that is ${state} does not accept ${command}`,
    details: { state },
  }),
)

export const OwnVersionError = defineError('policy.self_approval', 409, 'Authors may not approve their own version')

/** Whether earlier signatures stay valid is not part of what was approved, so its authors may not decide it. */
export const OwnWaiverError = defineError(
  'policy.own_waiver',
  409,
  'Authors may not decide that nobody signs their version again',
)

export const OwnExceptionError = defineError(
  'policy.own_exception',
  409,
  'Compliance officers may not exempt themselves or extend their own due date',
)

export const PolicyChangedError = defineError('policy.changed_meanwhile', 409, 'The policy changed since it was read')

export const RemindedRecentlyError = defineError('policy.urged_lately', 409, 'Nobody is left to be reminded today')

/** Thrown for a person who signed, is exempt or excluded, or is not in the audience. */
export const NothingToSignError = defineError('policy.nothing_to_sign', 409, 'The person has nothing to sign')

export const ExemptionPendingError = defineError('policy.exemption_pending', 409, (requestId: RequestId) => ({
  message: 'A request to be exempt is open',
  details: { requestId },
}))

/** A member with an open question about a policy cannot sign it. */
export const QuestionOpenError = defineError('policy.question_open', 409, 'A question about the policy is open')

export const ExportTooLongError = defineError('policy.export_too_long', 409, (limit: number) => ({
  message: 'The export has more rows than a file may hold',
  details: { limit },
}))
