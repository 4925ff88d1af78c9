import type { StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { requiredStates, type RosterState } from '@desk/shared/policies/roster'
// Not named `markup`, since prettier would change the whitespace of the file.
import { html as markup } from 'hono/html'
import type { ChainHead } from '../../audit/seal-queries.ts'
import { both, type Html, recordsPage, tableOf } from '../../audit/evidence-html.ts'

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
  staleDepartments: number
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

/** Returns the number of required signatures, so that a missing one is noticed. */
function rosterText({ label, scope, counts, staleDepartments }: EvidenceRoster): Html {
  const requiredCount = requiredStates.reduce((sum, state) => sum + counts[state], 0)
  const sum = (language: 'zh' | 'en') =>
    requiredStates.map((state) => `${stateNames[state][language]} ${String(counts[state])}`).join(' + ')
  const [all, exempt, left] = [requiredCount + counts.exempt, counts.exempt, requiredCount].map(String)
  const pending = both(
    `还有 ${staleDepartments} 个部门在重新统计`,
    `${staleDepartments} departments are still being counted`,
  )
  return markup`<p>${both(`范围：${scope ?? '全公司'}`, `Scope: ${scope ?? 'the company'}`)}</p>
<p id="roster">${both(
    `导出时的名单（${label} 版）：应签 ${all} − 豁免 ${exempt} = ${left} = ${sum('zh')}`,
    `Roster at export (version ${label}): asked ${all} − exempt ${exempt} = ${left} = ${sum('en')}`,
  )}</p>
${staleDepartments > 0 && markup`<p>${pending}</p>\n`}<p>${both(
    '名单按成员现在的部门，签收按签收时的部门；已离职成员和旧版的签收也在下表中。',
    'The roster goes by the present department, a signature by that of its time; the table also holds those of leavers and of older versions.',
  )}</p>
`
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

const documentHtml = ({ title, label, language, hash, clauses, files }: EvidenceDocument): Html =>
  markup`<details><summary>${title} ${label} (${language})</summary>
<p>SHA-256 <code>${hash}</code></p>
${clauses.map((clause) => markup`<h3>${clause.no} ${clause.title}</h3>\n<p class="clause">${clause.body}</p>\n`)}
${files.map(({ name, sha256 }) => markup`<p>附件 / file: ${name}, SHA-256 ${sha256}</p>\n`)}</details>
`

export function policyEvidenceHtml({ madeAt, documents, signatures, roster, head }: PolicyEvidence): string {
  const { length } = signatures
  const table = tableOf(
    heads,
    signatures.map((one) => [
      one.code,
      one.signer,
      one.department,
      one.document,
      one.signedAt,
      one.basis,
      `${one.seconds} s`,
      one.consent,
      one.from,
      one.hash,
      one.seq === null ? '–' : String(one.seq),
    ]),
  )
  const body = markup`${roster && rosterText(roster)}<p>${both(`本文件含 ${length} 份签收`, `Signatures in this file: ${length}`)}</p>
${table}
<h2>${both('全文', 'Texts')}</h2>
${documents.map(documentHtml)}`
  return recordsPage({ zh: '签收记录', en: 'Signature records' }, madeAt, head, body)
}
