import type { policyVersionV1, receiptV1 } from '@desk/shared/policies/backend-api/api-evidence-schemas'
import type {
  policiesV1,
  policyChangesV1,
  policyDepartmentsV1,
  policyPeopleV1,
} from '@desk/shared/policies/backend-api/api-schemas'
import type * as z from 'zod/mini'

// One example response of each operation for the API document, about one policy and one person.

const policyId = 'pol_01kkjd2z9fzbtj2jdy87'
const versionId = 'pov_01kkjd2zb2h0c3s6m4xq'
const signedAt = '2026-03-17T02:20:00.000Z'
const publishedAt = '2026-03-13T01:31:20.152Z'
const dueAt = '2026-03-20T15:59:59.999Z'
const docHash = '2f0c8e4f8a1b7d35c1d9a2b64e7f90137d5be2a86c4019f3ab527d6e8091c4da'
const hash = '9a6d1b83f0e24c57d8b3a9164f7e20c5b1d860f3927ae4c58d013b6fe2947a50'
const receipt = 'K7Q2-91FD'
const title = '信息安全守则'

export const policiesExample: z.infer<typeof policiesV1> = {
  items: [
    {
      id: policyId,
      title,
      label: '2.0',
      versionId,
      dueAt,
      versions: [{ id: versionId, label: '2.0', kind: 'major', publishedAt, docHashes: { 'zh-CN': docHash } }],
    },
  ],
}

export const departmentsExample: z.infer<typeof policyDepartmentsV1> = {
  asOf: null,
  isCommitted: null,
  commitment: null,
  items: [
    {
      departmentId: 0,
      counts: {
        signed: 31,
        pending: 20,
        overdue: 0,
        questioned: 2,
        undelivered: 1,
        exempt: 3,
        excluded: 2,
        changeOnly: 12,
      },
    },
  ],
  next: null,
}

export const peopleExample: z.infer<typeof policyPeopleV1> = {
  at: '2026-03-17T02:21:00.000Z',
  asOf: null,
  isCommitted: null,
  commitment: null,
  items: [
    {
      userid: 'guojie',
      name: null,
      departmentId: 12,
      state: 'signed',
      version: '2.0',
      versionId,
      signedAt,
      receipt,
      openedAt: '2026-03-17T02:17:40.000Z',
      dueAt,
    },
  ],
  erased: 0,
  next: 'guojie',
}

export const changesExample: z.infer<typeof policyChangesV1> = {
  items: [
    {
      seq: 4711,
      at: signedAt,
      action: 'policy.signed',
      object: 'sig_01kkq8m5t0y7',
      userid: 'guojie',
      receipt,
      details: { hash, policy: policyId, version: versionId, basis: 'full' },
    },
  ],
  next: '4711',
}

export const versionExample: z.infer<typeof policyVersionV1> = {
  id: versionId,
  policyId,
  label: '2.0',
  kind: 'major',
  publishedAt,
  texts: [
    {
      language: 'zh-CN',
      title,
      consent: '我已读完，愿意遵守。',
      docHash,
      clauses: [{ id: '1', no: '1', title: '密码', body: '密码不写在纸上。', hash }],
    },
  ],
  files: [],
}

export const receiptExample: z.infer<typeof receiptV1> = {
  code: receipt,
  policyId,
  versionId,
  label: '2.0',
  language: 'zh-CN',
  basis: 'full',
  signedAt,
  userid: 'guojie',
  name: null,
  departmentId: 12,
  docHash,
  hash,
  state: 'valid',
  validity: { state: 'current', until: null, replacedBy: null },
  checks: { text: true, record: { isIntact: true, block: 4711 } },
  checkedAt: '2026-03-17T02:21:00.000Z',
}
