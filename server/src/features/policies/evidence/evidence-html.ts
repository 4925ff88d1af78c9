import { departmentText } from '@desk/shared/directory/department-text'
import type { PersonRow, StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup } from 'hono/html'
import { localTime, timeZoneText } from '../../../kernel/local-time.ts'
import type { LogHead } from '../../audit/log/log-head.ts'
import { type Html, reportPage, tableOf } from './report-page.ts'
import {
  basisNames,
  equationOf,
  equationText,
  languageNames,
  readingTime,
  reasonText,
  shareText,
  stateNames,
} from './roster-texts.ts'

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
  name: string
  /** Empty when the signer's key was destroyed; the name is then the pseudonym. */
  userid: string
  department: string
  document: string
  signedAt: Date
  basis: 'full' | 'delta'
  seconds: number
  consent: string
  from: string
  hash: string
  /** The receipt by which the same person replaced it; empty for the last one. */
  next: string
  /** Sequence number of the audit entry that recorded the signature; null if there is none. */
  seq: number | null
}

export type ReportedExemption = { name: string; by: string; at: Date; until: string | null; reason: string }

/** The roster of the version in force when the file was made, or when the policy was retired. */
export type EvidenceRoster = {
  label: string
  /** Name of the department; null for the company. */
  scope: string | null
  /** Where the people come from, and by which rule. */
  population: readonly string[]
  requiredSince: Date
  dueAt: Date
  counts: StateCounts
  /** Who decided on the exemptions of this list, and why. */
  exemptions: readonly ReportedExemption[]
  /** People without a valid signature; the longest lists are cut. */
  notSigned: readonly PersonRow[]
  retiredAt: Date | null
  /** Whom the list of a retired policy leaves out; null if nobody. */
  erased: string | null
  /** Number of departments whose counts are stale. */
  staleDepartments: number
}

export type PolicyEvidence = {
  title: string
  label: string
  madeAt: Date
  exporter: string | null
  timeZone: string
  documents: readonly EvidenceDocument[]
  signatures: readonly EvidenceSignature[]
  /** Null for a single receipt. */
  roster: EvidenceRoster | null
  head: LogHead
}

type FormatTime = (at: Date) => string

/** Returns the finding: how many signed, and the equation, so that a missing signature is noticed. */
function completeness(roster: EvidenceRoster, formatTime: FormatTime): Html {
  const { label, scope, population, counts, notSigned, staleDepartments, retiredAt, erased } = roster
  const equation = equationOf(counts)
  const { required, signed, unsigned, exempt, share } = equation
  const parts = (['overdue', 'questioned', 'undelivered'] as const)
    .map((state) => `${stateNames[state]} ${String(counts[state])}`)
    .join('、')
  const rest = unsigned + exempt + counts.excluded - notSigned.length
  return markup`<h2 id="roster">${String(required)} 人应签，${String(signed)} 人已签${shareText(share)}</h2>
<p class="equation">${equationText(equation)}</p>
<p>范围：${scope ?? '全公司'}，${label} 版，${retiredAt === null ? '导出时' : `${formatTime(retiredAt)} 停用时`}的名单。待签 ${String(unsigned)} 人里：${parts}；不计入 ${String(counts.excluded)}。签收率 = 已签 ÷（应签 − 豁免）。</p>
<p>${population.join('。')}。</p>
<p>名单按成员现在的部门，签收按签收时的部门；已离职成员、旧版和前几轮的签收也在下表中，同一人签过几次时以最后一次为准，是否还要再签以未签名单为准。</p>
${erased !== null && markup`<p>${erased}。</p>\n`}${staleDepartments > 0 && markup`<p>还有 ${String(staleDepartments)} 个部门在重新统计。</p>\n`}${rest > 0 && markup`<p>未签的人只列出前 ${String(notSigned.length)} 人，全部名单见 Excel 或 CSV。</p>\n`}`
}

const headText = (head: LogHead, formatTime: FormatTime): Html =>
  head === null
    ? markup`<p>导出时存证日志还没有签过名。</p>`
    : markup`<p>导出时存证日志 ${head.origin} 的检查点：${String(head.size)} 条，${formatTime(new Date(head.signedAt))} 签名<br><code>${head.root}</code></p>`

const signedTable = (signatures: readonly EvidenceSignature[], formatTime: FormatTime): Html =>
  tableOf(
    ['姓名', '签收时部门', '签收时间', '凭证', '阅读', '签收内容', '后一次签收'],
    signatures.map((signature) => [
      signature.name,
      signature.department,
      formatTime(signature.signedAt),
      signature.code,
      readingTime(signature.seconds),
      `${signature.document} ${basisNames[signature.basis]}`,
      signature.next,
    ]),
  )

const notSignedTable = (people: readonly PersonRow[], formatTime: FormatTime): Html =>
  tableOf(
    ['姓名', '部门', '状态', '首次打开', '签收期限', '提醒次数'],
    people.map((person) => [
      person.name,
      departmentText(person.department),
      stateNames[person.state],
      person.openedAt === null ? '—' : formatTime(new Date(person.openedAt)),
      person.state === 'exempt' || person.state === 'excluded' ? '—' : formatTime(new Date(person.dueAt)),
      String(person.reminders),
    ]),
  )

const exemptionTable = (exemptions: readonly ReportedExemption[], formatTime: FormatTime): Html =>
  tableOf(
    ['姓名', '决定人', '决定时间', '到期', '理由'],
    exemptions.map(({ name, by, at, until, reason }) => [
      name,
      by,
      formatTime(at),
      until ?? '未定',
      reasonText(reason),
    ]),
  )

const recordTable = (signatures: readonly EvidenceSignature[]): Html =>
  tableOf(
    ['凭证', '账号', '声明', '来源', '记录指纹', '审计序号'],
    signatures.map((signature) => [
      signature.code,
      signature.userid,
      signature.consent,
      signature.from,
      signature.hash,
      signature.seq === null ? '—' : String(signature.seq),
    ]),
  )

const documentHtml = ({ title, label, language, hash, clauses, files }: EvidenceDocument): Html =>
  markup`<details><summary>${title} ${label} 版（${languageNames[language] ?? language}），${String(clauses.length)} 条</summary>
<p>全文指纹 SHA-256 <code>${hash}</code></p>
${clauses.map((clause) => markup`<h3>${clause.no} ${clause.title}</h3>\n<p class="clause">${clause.body}</p>\n`)}
${files.map(({ name, sha256 }) => markup`<p>附件：${name}，SHA-256 <code>${sha256}</code></p>\n`)}</details>
`

/** Renders the report: the finding first, then who signed and who did not, the records, and the texts. */
export function policyEvidenceHtml(evidence: PolicyEvidence): string {
  const { title, label, madeAt, exporter, timeZone, documents, signatures, roster, head } = evidence
  const formatTime: FormatTime = (at) => localTime(timeZone, at)
  const dates = roster ? `${formatTime(roster.requiredSince)} 起须签收，${formatTime(roster.dueAt)} 到期。` : ''
  const by = exporter === null ? '' : `，${exporter}导出`
  return reportPage(
    {
      title: `${title} ${label} 版`,
      subtitle: `${dates}数据截至 ${formatTime(madeAt)}${by}。时间都是${timeZoneText(timeZone)}。`,
    },
    markup`${roster && completeness(roster, formatTime)}<h2 id="signed">本文件含 ${String(signatures.length)} 份签收</h2>
${signedTable(signatures, formatTime)}
${roster && markup`<h2 id="not-signed">未签 ${String(roster.notSigned.length)} 人（待签、豁免、不计入）</h2>\n${notSignedTable(roster.notSigned, formatTime)}\n`}${roster && roster.exemptions.length > 0 && markup`<h2 id="exemptions">豁免 ${String(roster.exemptions.length)} 人：决定人和理由</h2>\n${exemptionTable(roster.exemptions, formatTime)}\n`}<h2 id="records">签收记录的技术内容</h2>
${headText(head, formatTime)}
<details><summary>${String(signatures.length)} 条：指纹、来源和审计序号</summary>
${recordTable(signatures)}
</details>
<h2 id="texts">全文</h2>
${documents.map(documentHtml)}`,
  )
}
