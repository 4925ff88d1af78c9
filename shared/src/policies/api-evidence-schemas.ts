import * as z from 'zod/mini'
import { policyLanguages, versionKinds } from './policy-flow.ts'

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
  hash: z.string().check(z.describe('签收记录的 SHA-256，审计链中有同样的值')),
  state: z.enum(['valid', 'newer', 'broken']).check(z.describe('valid 有效，newer 已有新版要签，broken 与审计链不符')),
  checks: z
    .object({
      text: z.boolean().check(z.describe('条款与签收时相同')),
      record: z.nullable(z.object({ isIntact: z.boolean(), block: z.int() })),
    })
    .check(z.describe('服务器刚刚查验的结果；record 为 null 时尚未存证')),
  checkedAt: instant,
})
