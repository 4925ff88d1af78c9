import type { RequestType } from './types/index.ts'
import { requestTypeReasons, type TypeReasons } from './types/reasons.ts'

/** Maximum length of a free reason, in code points; fits a card's line. */
export const REASON_MAX = 100

/** Code of a reason in the approver's own words; its clause is that of the request type. */
export const OTHER = 'other'

type Reasons = (typeof requestTypeReasons)[keyof typeof requestTypeReasons]
type CodeOf<Group> = Group extends unknown ? keyof Group : never
export type RefusalReason = CodeOf<Reasons['refusal']> | typeof OTHER
export type ReturnReason = CodeOf<Reasons['return']> | typeof OTHER

const reasonsOf: Readonly<Record<RequestType, TypeReasons>> = requestTypeReasons
const kindNames = Object.keys(reasonsOf) as RequestType[]

/** Returns the codes that all of these types have. A code that two types have means the same in both. */
function codesFor(group: keyof Reasons, kinds: readonly RequestType[]): string[] {
  const [first = {}, ...others] = kinds.map((kind) => reasonsOf[kind][group])
  return [...Object.keys(first).filter((code) => others.every((other) => Object.hasOwn(other, code))), OTHER]
}

const allCodes = (group: keyof Reasons) => [
  ...new Set(kindNames.flatMap((kind) => Object.keys(reasonsOf[kind][group]))),
  OTHER,
]
export const refusalReasonNames = allCodes('refusal') as [RefusalReason, ...RefusalReason[]]
export const returnReasonNames = allCodes('return') as [ReturnReason, ...ReturnReason[]]

export const refusalReasonsFor = (kind: RequestType) => codesFor('refusal', [kind]) as RefusalReason[]
export const returnReasonsFor = (kinds: readonly RequestType[]) => codesFor('return', kinds) as ReturnReason[]

const clauseOf = (group: keyof Reasons, code: string): string | undefined =>
  kindNames.map((kind) => reasonsOf[kind][group]).find((codes) => Object.hasOwn(codes, code))?.[code]

/** Returns the policy clause on which a reason is based; `ofKind`, the clause of the request type, when it has none. */
export const refusalClause = (code: RefusalReason, ofKind: string): string => clauseOf('refusal', code) ?? ofKind
export const returnClause = (code: ReturnReason, ofKind: string): string => clauseOf('return', code) ?? ofKind
