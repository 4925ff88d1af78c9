import * as z from 'zod/mini'
import { commentBody } from '../../comments/comment-schemas.ts'
import { groupCreate } from '../../groups/group-create.ts'
import { infoChange } from '../../info-change/info-change.ts'
import { exemptionRequest } from '../../policies/exemptions/exemption-request.ts'

/** Registry of request types. A new type is its own file, one line here and one line in `requestDraft`. */
export const requestTypes = {
  info_change: infoChange,
  group_create: groupCreate,
  policy_exemption: exemptionRequest,
} as const
export type RequestType = keyof typeof requestTypes

export const requestDraft = z.discriminatedUnion('kind', [
  // The reason is stored as the applicant's first comment, with its files. Null: none, also if an earlier submission had one.
  z.strictObject({ kind: z.literal('info_change'), payload: infoChange.payload, reason: z.nullish(commentBody) }),
  z.strictObject({ kind: z.literal('group_create'), payload: groupCreate.payload }),
  z.strictObject({ kind: z.literal('policy_exemption'), payload: exemptionRequest.payload }),
])
export type RequestDraft = z.output<typeof requestDraft>
/** What a draft asks for, by request type. */
export type RequestContent = {
  [Kind in RequestType]: Pick<Extract<RequestDraft, { kind: Kind }>, 'kind' | 'payload'>
}[RequestType]

export const requestKindNames = Object.keys(requestTypes) as [RequestType, ...RequestType[]]

/** Items of all request types; decisions, timelines and texts are keyed by these. */
export type RequestItem = (typeof requestTypes)[RequestType]['items'][number]
export const requestItems = Object.values(requestTypes).flatMap(({ items }) => [...items]) as [
  RequestItem,
  ...RequestItem[],
]

/**
 * Types with separate commands and a separate state machine: the engine stores them, and neither moves nor lists them.
 */
export const ownKindNames = ['lost_device'] as const
export type OwnKind = (typeof ownKindNames)[number]

/** Returns whether the engine moves this type. */
export const isRequestType = (kind: RequestType | OwnKind): kind is RequestType => kind in requestTypes

// Compiles only while registry and union list the same request types.
const _sameKinds: RequestType extends RequestDraft['kind'] ? true : never = true
void _sameKinds
