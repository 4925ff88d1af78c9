import type { StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { requiredStates, type RosterState } from '@desk/shared/policies/roster'
import { escapeHtml } from '../../../kernel/escape-html.ts'
import type { ChainHead } from '../../audit/chain-head.ts'
import { both, recordsPage, tableOf } from '../../audit/evidence-html.ts'

type EvidenceDocument = {
  label: string
  language: string
  title: string
  hash: string
  clauses: readonly { no: string; title: string; body: string }[]
  files: readonly PolicyFile[]
}

export type EvidenceSignature = {
  code: string
  signer: string
  department: string
  document: string
  signedAt: string
  basis: string
  seconds: number
  consent: string
  from: string
  hash: string
  /** Sequence number of the audit entry that recorded the signature; null if there is nsignature. */
  seq: number | null
}

/** The counts of the version in force when the file was made. */
export type EvidenceRoster = {
  label: string
  /** Name of the department; null for the company. */
  scope: string | null
  counts: StateCounts
  /** Number of departments whose counts are stale. */
  behind: number
}

export type PolicyEvidence = {
  madeAt: string
  documents: readonly EvidenceDocument[]
  signatures: readonly EvidenceSignature[]
  /** Null for a single receipt. */
  roster: EvidenceRoster | null
  head: ChainHead
}

const stateNames: Record<Exclude<RosterState, 'exempt' | 'excluded'>, { zh: string; en: string }> = {
  signed: { zh: '已签', en: 'signed' },
  pending: { zh: '待签', en: 'pending' },
  overdue: { zh: '逾期', en: 'overdue' },
  questioned: { zh: '有疑问', en: 'with a question' },
  undelivered: { zh: '未送达', en: 'not delivered' },
}

/** Renders the expected number of signatures, so that a missing one is noticed. */
function rosterText({ label, scope, counts, behind }: EvidenceRoster): string {
  const required = requiredStates.reduce((sum, state) => sum + counts[state], 0)
  const sum = (language: 'zh' | 'en') =>
    requiredStates.map((state) => `${stateNames[state][language]} ${String(counts[state])}`).join(' + ')
  const [all, exempt, left] = [required + counts.exempt, counts.exempt, required].map(String)
  return [
    `<p>${both(`范围：${scope ?? '全公司'}`, `Scope: ${scope ?? 'the company'}`)}</p>`,
    `<p id="roster">${both(
      `导出时的名单（${label} 版）：应签 ${all} − 豁免 ${exempt} = ${left} = ${sum('zh')}`,
      `Roster at export (version ${label}): asked ${all} − exempt ${exempt} = ${left} = ${sum('en')}`,
    )}</p>`,
    ...(behind > 0
      ? [
          `<p>${both(`还有 ${String(behind)} 个部门在重新统计`, `${String(behind)} departments are still being counted`)}</p>`,
        ]
      : []),
    `<p>${both(
      '名单按成员现在的部门，签收按签收时的部门；已离职成员和旧版的签收也在下表中。',
      'The roster goes by the present department, a signature by that of its time; the table also holds those of leavers and of older versions.',
    )}</p>`,
  ].join('\n')
}

const heads = [
  '凭证 Receipt',
  '谁 Who',
  '当时部门 Department then',
  '签了什么 What',
  '时间 Time',
  '全文或变更 Basis',
  '阅读 Read',
  '声明 Consent',
  '来自 From',
  '记录指纹 Record hash',
  '审计序号 Audit #',
]

const documentHtml = ({ title, label, language, hash, clauses, files }: EvidenceDocument): string =>
  [
    `<details><summary>${escapeHtml(`${title} ${label} (${language})`)}</summary>`,
    `<p>SHA-256 <code>${escapeHtml(hash)}</code></p>`,
    ...clauses.map(
      ({ no, title: head, body }) =>
        `<h3>${escapeHtml(`${no} ${head}`)}</h3>\n<p class="clause">${escapeHtml(body)}</p>`,
    ),
    ...files.map((file) => `<p>${escapeHtml(`附件 / file: ${file.name}, SHA-256 ${file.sha256}`)}</p>`),
    '</details>',
  ].join('\n')

export function policyEvidenceHtml({ madeAt, documents, signatures, roster, head }: PolicyEvidence): string {
  const body = [
    ...(roster ? [rosterText(roster)] : []),
    `<p>${both(`本文件含 ${String(signatures.length)} 份签收`, `Signatures in this file: ${String(signatures.length)}`)}</p>`,
    tableOf(
      heads,
      signatures.map((signature) => [
        signature.code,
        signature.signer,
        signature.department,
        signature.document,
        signature.signedAt,
        signature.basis,
        `${String(signature.seconds)} s`,
        signature.consent,
        signature.from,
        signature.hash,
        signature.seq === null ? '–' : String(signature.seq),
      ]),
    ),
    `<h2>${both('全文', 'Texts')}</h2>`,
    ...documents.map(documentHtml),
  ]
  return recordsPage({ zh: '签收记录', en: 'Signature records' }, madeAt, head, body.join('\n'))
}
