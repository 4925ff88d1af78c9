import * as z from 'zod/mini'
import { policyLanguages, versionKinds } from '../policy-flow.ts'
import { receiptValidities } from '../receipt-validity.ts'

// Texts and receipts for the company's own backend, as in `api-schemas.ts`.

const instant = z.iso.datetime()

export const policyVersionV1 = z.object({
  id: z.string(),
  policyId: z.string(),
  label: z.string(),
  kind: z.nullable(z.enum(versionKinds)),
  publishedAt: instant,
  texts: z.array(
    z.object({
      language: z.enum(policyLanguages),
      title: z.string(),
      consent: z.string().check(z.describe('签收时确认的一句话')),
      docHash: z.string().check(z.describe('全文的 SHA-256')),
      clauses: z.array(
        z.object({
          id: z.string(),
          no: z.string().check(z.describe('条款号')),
          title: z.string(),
          body: z.string().check(z.describe('Markdown')),
          hash: z.string(),
        }),
      ),
    }),
  ),
  files: z.array(z.object({ name: z.string(), type: z.string(), size: z.int(), sha256: z.string() })),
})

export const receiptV1 = z.object({
  code: z.string(),
  policyId: z.string(),
  versionId: z.string(),
  label: z.string(),
  language: z.enum(policyLanguages),
  basis: z.enum(['full', 'delta']).check(z.describe('full 签全文，delta 只签变化的条款')),
  signedAt: instant,
  userid: z.nullable(z.string()).check(z.describe('签收人；其密钥已销毁时为 null')),
  name: z.nullable(z.string()).check(z.describe('签收时的姓名；密钥没有 members.names 权限时为 null')),
  departmentId: z.nullable(z.int()).check(z.describe('签收时的部门')),
  docHash: z.string(),
  hash: z.string().check(z.describe('签收记录的 SHA-256，存证日志中有同样的值')),
  state: z
    .enum(['valid', 'newer', 'broken'])
    .check(
      z.describe('记录本身：valid 与存证日志相符，newer 相符但已有新版要签，broken 不符；现在还算不算数见 validity'),
    ),
  validity: z
    .object({
      state: z
        .enum(receiptValidities)
        .check(
          z.describe(
            'current 现在有效，replaced 已由后一次签收取代，newer 已有新版要签，lapsed 同一版须重新签收，retired 制度已停用，left 签收人已离职，unbound 制度不再要求签收人签收',
          ),
        ),
      until: z.nullable(instant).check(z.describe('从这时起不再算数；现在有效或没有记录时为 null')),
      replacedBy: z
        .nullable(z.object({ code: z.string(), label: z.string(), signedAt: instant }))
        .check(z.describe('同一人对同一制度的后一份凭证')),
    })
    .check(z.describe('这份签收现在是否算数')),
  checks: z
    .object({
      text: z.boolean().check(z.describe('条款与签收时相同')),
      record: z.nullable(z.object({ isIntact: z.boolean(), block: z.int() })),
    })
    .check(z.describe('服务器刚刚查验的结果；record 为 null 时尚未存证')),
  checkedAt: instant,
})
