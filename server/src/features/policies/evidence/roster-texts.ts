import type { PeopleFilters, StateCounts } from '@desk/shared/policies/board-schemas'
import {
  causesOfDifference,
  type DayCommitment,
  type ListedState,
  requiredCount,
  type RosterState,
} from '@desk/shared/policies/roster'

/** Texts of exported files, which are in Chinese. */
export const stateNames: Record<RosterState, string> = {
  signed: '已签',
  pending: '待签',
  overdue: '逾期',
  questioned: '有疑问',
  undelivered: '未送达',
  exempt: '豁免',
  excluded: '不计入',
}

export const languageNames: Readonly<Record<string, string>> = { 'zh-CN': '中文', en: '英文' }

export const basisNames = { full: '全文', delta: '变化的条款' } as const

export type Equation = { required: number; signed: number; unsigned: number; exempt: number; share: number | null }

/** Returns the equation: required = signed + unsigned + exempt. The share leaves the exempt out. */
export function equationOf(counts: StateCounts): Equation {
  const bound = requiredCount(counts)
  const { signed, exempt } = counts
  return {
    required: bound + exempt,
    signed,
    unsigned: bound - signed,
    exempt,
    share: bound === 0 ? null : signed / bound,
  }
}

/** Returns the equation as a text. */
export const equationText = ({ required, signed, unsigned, exempt }: Equation): string =>
  `${String(required)} 应签 = ${String(signed)} 已签 + ${String(unsigned)} 待签 + ${String(exempt)} 豁免`

/** Returns the signed share in brackets; an empty text where nobody has to sign. */
export const shareText = (share: number | null): string => (share === null ? '' : `（${(share * 100).toFixed(1)} %）`)

/** Returns a reading time as minutes and seconds, `mm:ss`. */
export const readingTime = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`

/** Returns why a person is exempt; the reasons of members who left are cleared after a time. */
export const reasonText = (reason: string): string => (reason === '' ? '理由不再保存' : reason)

/** Returns whom the list of a past day, or of a retired policy, leaves out; null if nobody. */
export const erasedText = (erased: number): string | null =>
  erased === 0 ? null : `另有 ${String(erased)} 人的签收身份已匿名化，当天是否签收不能再查证，不在名单里`

/** What the list of a past day, or of a retired policy, cannot show. */
export const PAST_DAY = '名单按记录还原；部门、账号停用按现在的'

/** Describes how the evidence log agrees with the list of a past day. */
export const committedTexts: Record<DayCommitment, { zh: string; en: string }> = {
  none: { zh: '当天的名单未存证', en: 'the roster of that day is not in the evidence log' },
  same: {
    zh: '当天的名单已存证，人数一致',
    en: 'the roster of that day is in the evidence log, with the same numbers',
  },
  differs: {
    zh: `当天的名单已存证，但人数与存证的不同：${causesOfDifference.zh}`,
    en: `the roster of that day is in the evidence log, but with other numbers: ${causesOfDifference.en}`,
  },
}

/** Returns the filters of a list as a text; null if it has none. */
export function filterText(state: ListedState | undefined, filters: PeopleFilters): string | null {
  const parts = [
    state === 'unsigned' ? '未签收' : state && stateNames[state],
    filters.q && `搜索“${filters.q}”`,
    filters.partner && '外部合作人员',
    filters.joinedAfter && `${filters.joinedAfter} 之后入职`,
    filters.overdueDays && `逾期超过 ${filters.overdueDays} 天`,
    filters.olderOnly && (filters.olderOnly === '1' ? '需签变化条款' : '需签全文'),
  ].filter((part): part is string => typeof part === 'string')
  return parts.length === 0 ? null : parts.join('，')
}
