import type { SealedBlock, SealedRow } from '@desk/shared/audit/seal-text'
import type { SignatureRecord } from '@desk/shared/policies/evidence'
import { escapeHtml } from '../../kernel/escape-html.ts'
import { evidenceStyle } from '../audit/evidence-html.ts'
import { evidencePrelude } from '../audit/evidence-script.ts'

export type PolicyEvidence = {
  madeAt: string
  documents: {
    versionId: string
    policyId: string
    label: string
    language: string
    title: string
    consent: string
    clauses: { clauseId: string; no: string; title: string; body: string }[]
  }[]
  signatures: { record: SignatureRecord; name: string }[]
  rows: readonly SealedRow[]
  blocks: readonly SealedBlock[]
  anchor: { blockNo: number; hash: string; at: string } | null
}

const style = `${evidenceStyle}.clause { white-space: pre-wrap; }
`

/**
 * Checks, in the file itself and offline: every clause gives the hash that was signed, every signature the hash that the
 * audit names, every audit row the one that its block seals. The whole file is drawn from the data that is checked.
 */
const script = `${evidencePrelude}
const clauseText = (clause) => canonical([clause.clauseId, clause.no, clause.title, clause.body])
const documentText = (doc, hashes) =>
  canonical([doc.policyId, doc.label, doc.language, doc.title, doc.consent, hashes])
const signatureText = (s) => canonical([s.id, s.code, s.policyId, s.versionId, s.versionNo, s.person, s.occasion,
  s.signedAt, s.language, s.basis, s.clauseHashes, s.readMap, s.docHash, s.consent, s.departmentId, s.sealed])

let open = 0
async function firstBad() {
  const sealed = await sealedRows().catch((bad) => bad)
  if (typeof sealed === 'string') return sealed
  if (sealed instanceof Error) throw sealed
  const documents = new Map()
  for (const doc of data.documents) {
    const hashes = []
    for (const clause of doc.clauses) hashes.push([clause.clauseId, await sha256(clauseText(clause))])
    const hash = await sha256(documentText(doc, hashes.map((pair) => pair[1])))
    documents.set(doc.versionId + ' ' + doc.language, { hash, clauses: Object.fromEntries(hashes) })
  }
  const entries = new Map(data.rows.map((row) => [row.object, row]))
  for (const { record } of data.signatures) {
    const doc = documents.get(record.versionId + ' ' + record.language)
    if (!doc || doc.hash !== record.docHash || canonical(doc.clauses) !== canonical(record.clauseHashes))
      return '文本与签收不符 / text of ' + record.code
    const entry = entries.get(record.id)
    if (!entry || entry.details.hash !== (await sha256(signatureText(record)))) return '签收 / signature ' + record.code
    const expected = sealed.get(entry.seq)
    if (expected === undefined) open += 1
    else if (expected !== (await sha256(rowText(entry)))) return '记录 / record of ' + record.code
  }
  return null
}
const add = (parent, tag, text, className) => {
  const element = document.createElement(tag)
  element.textContent = text
  if (className) element.className = className
  parent.append(element)
  return element
}
for (const { record, name } of data.signatures) {
  const line = document.createElement('tr')
  const seconds = Math.round(Object.values(record.readMap).reduce((sum, ms) => sum + ms, 0) / 1000)
  const doc = data.documents.find((one) => one.versionId === record.versionId && one.language === record.language)
  for (const text of [record.code, name || record.person, (doc ? doc.title + ' ' + doc.label : record.versionId), record.signedAt,
    record.basis, seconds + ' s', record.consent]) add(line, 'td', text)
  document.getElementById('rows').append(line)
}
for (const doc of data.documents) {
  const section = add(document.getElementById('texts'), 'details', '')
  add(section, 'summary', doc.title + ' ' + doc.label + ' (' + doc.language + ')')
  for (const clause of doc.clauses) {
    add(section, 'h3', clause.no + ' ' + clause.title)
    add(section, 'p', clause.body, 'clause')
  }
}
firstBad().then((bad) => {
  verdict.className = bad ? 'bad' : 'good'
  verdict.textContent = bad
    ? '对不上：' + bad
    : '一致：' + data.signatures.length + ' 份签收 / intact' + (open ? '；尚未封存 ' + open + ' 份 / not sealed yet' : '')
}, (error) => {
  verdict.className = 'bad'
  verdict.textContent = '这个浏览器不能校验 / this browser cannot check it: ' + error
})
`

/** Everything in one file, to be opened offline by whoever doubts it. */
export function policyEvidenceHtml(evidence: PolicyEvidence): string {
  const { madeAt, anchor } = evidence
  // The only sign that could end the element early.
  const data = JSON.stringify(evidence).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>制度签收 Policy evidence</title>
<style>${style}</style>
</head>
<body>
<h1>制度签收 <span lang="en">Policy evidence</span></h1>
<p id="verdict" role="status">正在校验 / checking</p>
<p>导出时间 / made at ${escapeHtml(madeAt)}</p>
${anchor ? `<p>最近存证 / last anchor: block ${String(anchor.blockNo)}, ${escapeHtml(anchor.at)}<br><code>${escapeHtml(anchor.hash)}</code><br>与审计人员当天收到的消息比对，相同才作数。<span lang="en">It counts if the auditors' message of that day says the same.</span></p>` : ''}
<table>
<thead><tr><th>凭证 Receipt</th><th>谁 Who</th><th>签了什么 What</th><th>时间 Time</th><th>全文或变更 Basis</th><th>阅读 Read</th><th>声明 Consent</th></tr></thead>
<tbody id="rows"></tbody>
</table>
<h2>全文 <span lang="en">Texts</span></h2>
<div id="texts"></div>
<script type="application/json" id="data">${data}</script>
<script>${script}</script>
</body>
</html>
`
}
