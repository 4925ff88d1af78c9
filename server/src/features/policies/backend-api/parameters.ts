import { calendarDay } from '@desk/shared/kernel/calendar-day-schema'
import { idSchema, readableCodeSchema } from '@desk/shared/kernel/ids'
import { inThisCentury } from '@desk/shared/kernel/instant'
import { limitText } from '@desk/shared/kernel/limit-text'
import { departmentCursor, departmentText, entryCursor } from '@desk/shared/kernel/whole-number'
import { rosterStates } from '@desk/shared/policies/roster'
import * as z from 'zod/mini'
import { validate } from '../../../http/validate.ts'

/** Rows of a page, more than `PAGE_SIZE`, since programs read these pages. */
export const MAX_ROWS = 500
const limit = z.optional(limitText(MAX_ROWS))
const AFTER = '上一页的 next，原样传回；不传或为空时从头读'

/** For routes without parameters, so that an unknown parameter is refused like on every other route. */
export const noQuery = validate('query', z.strictObject({}))

export const policyParam = validate('param', z.object({ id: idSchema('policy') }))
export const versionParam = validate('param', z.object({ id: idSchema('policy'), version: idSchema('policyVersion') }))
export const receiptParam = validate('param', z.object({ code: readableCodeSchema }))

export const changesQuery = validate(
  'query',
  z.strictObject({
    after: z.optional(entryCursor.check(z.describe('上次的 next，原样传回；不传或为空时从头读'))),
    policy: z.optional(
      idSchema('policy').check(z.describe('只返回这项制度的事件；policy.signer_forgotten 不属于某一项制度，始终返回')),
    ),
    limit,
  }),
)

export const departmentsQuery = validate(
  'query',
  z.strictObject({
    after: z.optional(departmentCursor.check(z.describe(AFTER))),
    limit,
    asOf: z.optional(
      calendarDay.check(
        z.describe('过去的某一天：返回那天结束时存下的数字；没有存时 404（policy.day_not_stored），今天和以后 422'),
      ),
    ),
  }),
)

const peopleQuerySchema = z.strictObject({
  asOf: z.optional(
    calendarDay.check(
      z.describe(
        '过去的某一天：按记录还原那天结束时每个人的状态；那天没有存数字时 404（policy.day_not_stored），今天和以后 422；与 changedSince 同时传也是 422。部门和账号停用没有历史，按现在的',
      ),
    ),
  ),
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_\-@.]{0,64}$/), z.describe(AFTER))),
  limit,
  department: z.optional(departmentText.check(z.describe('只返回这个部门及其下级的成员；没有这个部门时列表为空'))),
  state: z.optional(z.enum(rosterStates).check(z.describe('只返回这种状态的成员'))),
  changedSince: z.optional(
    z.iso
      .datetime({ offset: true })
      .check(
        inThisCentury,
        z.describe(
          '只返回从这一刻起（含）签收、首次打开、提问、豁免或豁免结束、改期限、逾期、未送达或恢复送达、进入签收范围、换部门、改名、账号启用或停用、合作期有变、入职或离职的成员；其他变化见 changes，转出签收范围的不再列出。RFC 3339，带 Z 或时差（+08:00，加号写成 %2B）；晚于现在时 422',
        ),
      ),
  ),
})
export const peopleQuery = validate('query', peopleQuerySchema)
export type PeopleQueryV1 = z.infer<typeof peopleQuerySchema>
