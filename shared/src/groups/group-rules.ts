import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { lengthOf } from '../kernel/text-length.ts'
import { useridSchema } from '../kernel/ids.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { KIND_MAX, LARGE_GROUP, MONTHS_MAX } from './group-limits.ts'
import type { NamingRules } from './naming.ts'

const line = (max: number) => lineOfText(max).check(z.minLength(1, { error: 'reason.empty' }))

/** A template of a group: it sets type, expiry and deputy. */
const template = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9]{1,20}$/)),
  name: line(10),
  /** Text shown in the name of the group. */
  kind: line(KIND_MAX),
  months: wholeNumber(1, MONTHS_MAX),
  /** Whether the name states the expiry. */
  saysUntil: z.boolean(),
  /** Deputy of every group of this template; empty: the applicant names one. */
  deputyId: z.union([z.literal(''), useridSchema]),
})
export type GroupTemplate = z.output<typeof template>

export const groupRules = z.strictObject({
  separator: z
    .string()
    .check(z.refine((text) => lengthOf(text) === 1 && !/[\p{L}\p{N}\s]/u.test(text), { error: 'group.separator' })),
  saysDepartment: z.boolean(),
  /** Rules stored before this choice existed keep the department first. */
  isTopicFirst: z._default(z.boolean(), false),
  bannedWords: z.array(line(10)).check(z.maxLength(200)),
  /** Number of people from which the management department confirms. */
  largeFrom: wholeNumber(LARGE_GROUP.least, LARGE_GROUP.most),
  templates: z.array(template).check(z.minLength(1), z.maxLength(8)),
})
export type GroupRules = z.output<typeof groupRules>

export const initialGroupRules: GroupRules = {
  separator: '-',
  saysDepartment: true,
  isTopicFirst: true,
  bannedWords: ['全员', '公司群', '家族群', '测试'],
  largeFrom: 100,
  templates: [
    { id: 'project', name: '项目', kind: '项目', months: 6, saysUntil: true, deputyId: '' },
    { id: 'special', name: '专项', kind: '专项', months: 3, saysUntil: true, deputyId: '' },
    { id: 'standing', name: '长期', kind: '长期', months: 12, saysUntil: false, deputyId: '' },
  ],
}

export const templateOf = (rules: GroupRules, id: string): GroupTemplate | undefined =>
  rules.templates.find((template) => template.id === id)

/** Returns the part of the rules that naming needs. */
export const namingOf = (rules: GroupRules, saysUntil: boolean): NamingRules => ({
  separator: rules.separator,
  kinds: rules.templates.map(({ kind }) => kind),
  bannedWords: rules.bannedWords,
  saysDepartment: rules.saysDepartment,
  isTopicFirst: rules.isTopicFirst,
  saysUntil,
})

/** Returns the last day of the month that is `months` months after `day`: groups expire at the end of a month. */
export function endAfter(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  // Months are counted from 0 here: day 0 of the month after is the last day.
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10)
}

/** A change of the rules. Stored rules may have duplicate ids: rules that do not match their schema count as never set. */
export const groupRulesBody = z.strictObject({
  version: wholeNumber(0),
  rules: groupRules.check(
    z.refine(({ templates }) => new Set(templates.map(({ id }) => id)).size === templates.length, {
      error: 'group.template_twice',
      path: ['templates'],
    }),
  ),
})
export const groupRulesView = z.object({ version: z.int(), rules: groupRules })
export type GroupRulesView = z.infer<typeof groupRulesView>
