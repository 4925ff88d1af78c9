import { sameUserid } from '@desk/shared/kernel/ids'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { fieldPolicies } from '@desk/shared/info-change/info-field-policies'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import { departmentLabel } from './current-values.ts'

/** A change that was agreed to. `toId` is set for a department. */
export type Wanted = { field: InfoField; to: string; toId: number | null }
export type Values = Readonly<Partial<Record<InfoField, string>>>

type ReadDeps = Pick<Deps, 'db' | 'wecom'>

/** WeCom: "no such member, or not yours to see" (doc 90313). */
const MEMBER_GONE = 60111

/** @throws WecomRefusedError 60111 when the member is not there any more */
export async function readMember({ wecom }: ReadDeps, userid: string): Promise<WecomMember> {
  const member = await wecom.findMember(userid)
  if (!member) throw new WecomRefusedError(MEMBER_GONE, 'user/get')
  return member
}

/** What WeCom holds now of the wanted fields. What it does not show is `to` once it is this member's, else empty. */
export async function readValues(deps: ReadDeps, member: WecomMember, wanted: readonly Wanted[]): Promise<Values> {
  const values: Partial<Record<InfoField, string>> = {}
  for (const one of wanted) values[one.field] = await readValue(deps, member, one)
  return values
}

async function readValue({ db, wecom }: ReadDeps, member: WecomMember, { field, to, toId }: Wanted): Promise<string> {
  switch (field) {
    case 'department':
      return member.mainDepartment === toId ? to : departmentLabel(db, member.mainDepartment)
    case 'mobile':
    case 'email':
    case 'biz_mail': {
      const owner = await wecom.findOwner(field, to)
      return owner !== null && sameUserid(owner, member.userid) ? to : ''
    }
    default:
      return member[field]
  }
}

export const differing = (values: Values, wanted: readonly Wanted[]): Wanted[] =>
  wanted.filter(({ field, to }) => values[field] !== to)

/** The member has to change it himself: a write would be ignored without a word. */
export const isGuided = ({ field }: Wanted, { status }: Pick<WecomMember, 'status'>): boolean =>
  fieldPolicies[field].writing === 'by_member' && status === 1
