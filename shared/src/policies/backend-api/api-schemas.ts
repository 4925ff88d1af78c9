import * as z from 'zod/mini'
import { versionKinds } from '../policy-flow.ts'
import { causesOfDifference, dayCommitments, rosterStates } from '../roster.ts'
import { stateCounts } from '../board-schemas.ts'

// Schemas for the company's own backend. They do not change; incompatible changes go to `v2`. Their descriptions are in
// Chinese, as on the page that explains the API.

const instant = z.iso.datetime()
const stateMeanings =
  'signed 已签，pending 待签，overdue 逾期，questioned 有疑问未答复，undelivered 企业微信没有送达任何通知，exempt 已豁免，excluded 不计入：账号未激活、已禁用、已离职，或合作期已过'
const isCommitted = z
  .nullable(z.boolean())
  .check(
    z.describe(
      '这一天结束时的全公司名单是否已存证，而且各状态的人数与这一天存下的相同：true 时可用签收证据逐人核对；false 的原因见 commitment。asOf 为 null 时为 null',
    ),
  )
const commitment = z
  .nullable(z.enum(dayCommitments))
  .check(
    z.describe(
      `none 未存证，只是按记录还原；same 已存证，各状态的人数与这一天存下的相同；differs 已存证，但人数不同：${causesOfDifference.zh}。asOf 为 null 时为 null`,
    ),
  )
const nextPage = z.nullable(z.string()).check(z.describe('下一页的游标，原样放进 after；为 null 时已读完'))

export const policiesV1 = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string().check(z.describe('现行版本的中文标题')),
      label: z.string().check(z.describe('现行版本的版本号')),
      versionId: z.string(),
      dueAt: instant.check(z.describe('一般签收期限，公司时区该日的最后一刻；个人期限见人员')),
      versions: z.array(
        z.object({
          id: z.string(),
          label: z.nullable(z.string()),
          kind: z
            .nullable(z.enum(versionKinds))
            .check(z.describe('major 签过旧版的人要再签；minor 和 no_resign 不用，旧版的签收继续算数')),
          publishedAt: z.nullable(instant),
          docHashes: z.record(z.string(), z.string()).check(z.describe('每种语言全文的 SHA-256')),
        }),
      ),
    }),
  ),
})

export const policyDepartmentsV1 = z.object({
  asOf: z.nullable(z.iso.date()).check(z.describe('数字是这一天结束时的；为 null 时是现在的')),
  isCommitted,
  commitment,
  items: z.array(
    z.object({
      departmentId: z.int().check(z.describe('0 是全公司；每个数字都含下级部门')),
      counts: stateCounts.check(
        z.describe(
          `每种状态的人数：${stateMeanings}。changeOnly 是 pending 中签过旧版、只差变化部分的人，不另计。看板的“应签”是 excluded 以外的所有人`,
        ),
      ),
    }),
  ),
  next: nextPage,
})

export const policyPeopleV1 = z.object({
  at: instant.check(z.describe('服务器开始读这一页的时间。下次的 changedSince 用第一页的 at 再往前一分钟')),
  asOf: z
    .nullable(z.iso.date())
    .check(z.describe('名单是这一天结束时的；为 null 时是现在的。当天之后的签收、入职和离职不算在内')),
  isCommitted,
  commitment,
  items: z.array(
    z.object({
      userid: z.string(),
      name: z.nullable(z.string()).check(z.describe('姓名；密钥没有 members.names 权限时为 null')),
      departmentId: z.int().check(z.describe('成员现在的主部门，传 asOf 时也是')),
      state: z.enum(rosterStates).check(z.describe(stateMeanings)),
      version: z
        .nullable(z.string())
        .check(z.describe('最近签收的版本号，可能是旧版；是否已签看 state。签过的全部版本见 changes 的 policy.signed')),
      signedAt: z.nullable(instant),
      versionId: z
        .nullable(z.string())
        .check(z.describe('最近签收的版本，用于读取全文，可以早于现行版；是否算数看 state')),
      receipt: z.nullable(z.string()).check(z.describe('最近签收的凭证号')),
      openedAt: z.nullable(instant).check(z.describe('首次打开该版本的时间；没有记录时为 null')),
      dueAt: instant.check(z.describe('该成员的签收期限，公司时区该日的最后一刻')),
    }),
  ),
  erased: z
    .int()
    .check(
      z.describe(
        '签收身份在这一天之后被匿名化的人数：那天是否签收已无从得知，不在 items 里，也不计入任何状态。整份名单的数，不是这一页的；asOf 为 null 时为 0',
      ),
    ),
  next: nextPage,
})

const change = <Action extends string, Details extends z.core.$ZodLooseShape>(
  action: Action,
  meaning: string,
  details: Details,
) =>
  z.object({
    seq: z.int(),
    at: instant,
    action: z.literal(action).check(z.describe(meaning)),
    object: z
      .string()
      .check(
        z.describe('制度的 id；policy.signed 是签收记录的 id，policy.signer_forgotten 是签收人的化名，两者都不必解读'),
      ),
    userid: z.nullable(z.string()).check(z.describe('签收人；其他事件，以及签收人的密钥已销毁时，为 null')),
    receipt: z.nullable(z.string()).check(z.describe('签收的凭证号，用于读取凭证；其他事件为 null')),
    details: z.object(details),
  })

/**
 * The events that a backend receives, each with the listed details only: no text that people typed, no changes of drafts, no
 * views or exports. Events that are not listed are omitted.
 */
export const policyChangeV1 = z.discriminatedUnion('action', [
  change('policy.published', '发布了版本，从 effectiveOn 起生效', {
    no: z.int(),
    kind: z.enum(versionKinds),
    effectiveOn: z.iso.date(),
  }),
  change('policy.in_force', '版本生效；之后从头读一次人员', {
    version: z.string(),
    label: z.string(),
    kind: z.enum(versionKinds),
    docHashes: z.record(z.string(), z.string()),
  }),
  change('policy.signed', '成员签收', {
    hash: z.string(),
    policy: z.string(),
    version: z.string(),
    basis: z.enum(['full', 'delta']),
  }),
  change('policy.signer_forgotten', '签收人的密钥已销毁，此前的签收不再对应到人', {}),
  change('policy.questioned', '成员提出疑问', { question: z.string(), clause: z.optional(z.string()) }),
  change('policy.answered', '疑问已答复', { question: z.string() }),
  change('policy.question_closed', '疑问已关闭', { question: z.string() }),
  change('policy.exempted', '成员获豁免；until 是最后一天，null 为长期', {
    userid: z.string(),
    until: z.nullable(z.iso.date()),
  }),
  change('policy.exemption_ended', '豁免提前结束', { userid: z.string() }),
  change('policy.due_date_set', '成员有了个人期限', { userid: z.string(), dueOn: z.iso.date() }),
  change('policy.asked_anew', '要求成员重新签收', { userid: z.string() }),
  change('policy.retired', '制度停用，不再要求签收；已有的签收和凭证不变', {}),
  change('policy.urged', '催办了 people 人；department 为 0 时不限部门', { department: z.int(), people: z.int() }),
])

export const policyChangeActions = policyChangeV1.def.options.flatMap((option) => option.shape.action.def.values)

export const policyChangesV1 = z.object({
  items: z.array(policyChangeV1),
  next: z.string().check(z.describe('下一次的游标，不会为 null：与传入的 after 相同时已读完，过一会儿再读')),
})
