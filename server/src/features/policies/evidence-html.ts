import type { SealedBlock, SealedRow } from '@desk/shared/audit/seal-text'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
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
    files: readonly PolicyFile[]
  }[]
  /** `key` opens what the record sealed about its person; null: it was destroyed. */
  signatures: { record: SignatureRecord; key: string | null }[]
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
  canonical([doc.policyId, doc.label, doc.language, doc.title, doc.consent, hashes,
    ...(doc.files.length === 0 ? [] : [doc.files.map((file) => [file.name, file.type, file.size, file.sha256])])])
const signatureText = (s) => canonical([s.id, s.code, s.policyId, s.versionId, s.versionNo, s.person, s.occasion,
  s.signedAt, s.language, s.basis, s.clauseHashes, s.readMap, s.docHash, s.consent, s.departmentId, s.sealed])

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16))
/** Who signed: opened with the key of this signature, and sealed by what the record's hash covers. */
async function personOf({ record, key }) {
  if (key === null) return null
  const sealed = Uint8Array.from(atob(record.sealed.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
  const [tag, text] = [sealed.slice(0, 16), sealed.slice(16)]
  const secret = await crypto.subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, ['decrypt'])
  const nonce = bytesOf((await sha256(record.id)).slice(0, 24))
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, secret, Uint8Array.of(...text, ...tag))
  return JSON.parse(new TextDecoder().decode(plain))
}
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
  for (const signature of data.signatures) {
    const { record } = signature
    const doc = documents.get(record.versionId + ' ' + record.language)
    if (!doc || doc.hash !== record.docHash || canonical(doc.clauses) !== canonical(record.clauseHashes))
      return '文本与签收不符 / text of ' + record.code
    const entry = entries.get(record.id)
    if (!entry || entry.details.hash !== (await sha256(signatureText(record)))) return '签收 / signature ' + record.code
    const person = await personOf(signature).catch(() => undefined)
    if (person === undefined) return '姓名 / name of ' + record.code
    draw(record, person)
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
function draw(record, person) {
  const line = document.createElement('tr')
  const seconds = Math.round(Object.values(record.readMap).reduce((sum, ms) => sum + ms, 0) / 1000)
  const doc = data.documents.find((one) => one.versionId === record.versionId && one.language === record.language)
  for (const text of [record.code, person ? person.name + ' (' + person.userid + ')' : record.person,
    person ? person.department.join(' / ') : '', (doc ? doc.title + ' ' + doc.label : record.versionId), record.signedAt,
    record.basis, seconds + ' s', record.consent, person ? [person.net, person.client].join(' ') : '']) add(line, 'td', text)
  document.getElementById('rows').append(line)
}
for (const doc of data.documents) {
  const section = add(document.getElementById('texts'), 'details', '')
  add(section, 'summary', doc.title + ' ' + doc.label + ' (' + doc.language + ')')
  for (const clause of doc.clauses) {
    add(section, 'h3', clause.no + ' ' + clause.title)
    add(section, 'p', clause.body, 'clause')
  }
  for (const file of doc.files) add(section, 'p', '附件 / file: ' + file.name + ', SHA-256 ' + file.sha256)
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
<p>只有校验过的才会列出来。<span lang="en">Only what was checked is listed.</span></p>
${anchor ? `<p>最近存证 / last anchor: block ${String(anchor.blockNo)}, ${escapeHtml(anchor.at)}<br><code>${escapeHtml(anchor.hash)}</code><br>与审计人员当天收到的消息比对，相同才作数。<span lang="en">It counts if the auditors' message of that day says the same.</span></p>` : ''}
<table>
<thead><tr><th>凭证 Receipt</th><th>谁 Who</th><th>当时部门 Department then</th><th>签了什么 What</th><th>时间 Time</th><th>全文或变更 Basis</th><th>阅读 Read</th><th>声明 Consent</th><th>来自 From</th></tr></thead>
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
