import * as z from 'zod/mini'
import { lineOfText } from '../../kernel/plain-text.ts'

/** By which clause; null: by that of what was asked for. */
type Reasons = Record<string, { clause: string | null }>

/** Presets for refusing a field. The words are the web's; the clause goes with the reason. */
const refusalReasons = {
  not_matching: { clause: '3.1b' },
  needs_proof: { clause: '3.3a' },
  not_my_department: { clause: '2.2c' },
  not_needed: { clause: '4.1c1' },
  join_existing: { clause: '4.1c1' },
  other: { clause: null },
} as const satisfies Reasons

export type RefusalReason = keyof typeof refusalReasons
export const refusalReasonNames = Object.keys(refusalReasons) as [RefusalReason, ...RefusalReason[]]

/** Code points of a free reason; fits a card's line. */
export const REASON_MAX = 100

export const refusalClause = (code: RefusalReason, ofKind: string): string => refusalReasons[code].clause ?? ofKind

export const refusalReason = z
  .strictObject({ code: z.enum(refusalReasonNames), text: z._default(lineOfText(REASON_MAX), '') })
  .check(z.refine(({ code, text }) => code !== 'other' || text !== '', { path: ['text'], error: 'reason.empty' }))

/** Presets for sending a request back. As above; nothing is refused yet. */
const returnReasons = {
  not_matching: { clause: '3.1b' },
  incomplete: { clause: '3.1b' },
  needs_proof: { clause: '3.3a' },
  not_my_department: { clause: '2.2c' },
  unclear_name: { clause: '4.1c1' },
  wrong_members: { clause: '4.1c1' },
  other: { clause: null },
} as const satisfies Reasons

export type ReturnReason = keyof typeof returnReasons
export const returnReasonNames = Object.keys(returnReasons) as [ReturnReason, ...ReturnReason[]]

export const returnClause = (code: ReturnReason, ofKind: string): string => returnReasons[code].clause ?? ofKind

export const returnReason = z
  .strictObject({ code: z.enum(returnReasonNames), text: z._default(lineOfText(REASON_MAX), '') })
  .check(z.refine(({ code, text }) => code !== 'other' || text !== '', { path: ['text'], error: 'reason.empty' }))

/** What may be said of a group is not what may be said of a person's details. */
const ofGroups: readonly string[] = ['not_needed', 'join_existing', 'unclear_name', 'wrong_members']
const isOffered = (code: string, isGroup: boolean) => code === 'other' || ofGroups.includes(code) === isGroup

export const refusalReasonsFor = (isGroup: boolean): RefusalReason[] =>
  refusalReasonNames.filter((code) => isOffered(code, isGroup))

export const returnReasonsFor = (isGroup: boolean): ReturnReason[] =>
  returnReasonNames.filter((code) => isOffered(code, isGroup))
