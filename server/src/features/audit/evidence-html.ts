import type { SealedBlock, SealedRow } from '@desk/shared/audit/seal-text'
import { escapeHtml } from '../../kernel/escape-html.ts'
import { evidenceScript } from './evidence-script.ts'

export type Evidence = {
  madeAt: string
  filter: Readonly<Record<string, string>>
  /** More rows matched than the file holds. */
  isCut: boolean
  rows: readonly SealedRow[]
  blocks: readonly SealedBlock[]
  anchor: { blockNo: number; hash: string; at: string } | null
}

/** What every file of evidence looks like. */
export const evidenceStyle = `
body { margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #15211f; }
#verdict { padding: .75rem 1rem; border-radius: 8px; background: #e9edec; font-weight: 600; }
#verdict.good { background: #e5f2e9; color: #1b6e3f; }
#verdict.bad { background: #fcecec; color: #be1e2d; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #e0e5e4; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
`

/** Everything in one file; the table is drawn from the very data that is checked, so the two cannot differ. */
export function evidenceHtml(evidence: Evidence): string {
  const { madeAt, anchor, isCut, filter } = evidence
  // The only sign that could end the element early.
  const data = JSON.stringify(evidence).replaceAll('<', '\\u003c')
  const asked = Object.entries(filter).map(([name, value]) => `${name} = ${value}`)
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>审计记录 Audit evidence</title>
<style>${evidenceStyle}</style>
</head>
<body>
<h1>审计记录 <span lang="en">Audit evidence</span></h1>
<p id="verdict" role="status">正在校验 / checking</p>
<p>导出时间 / made at ${escapeHtml(madeAt)}${asked.length > 0 ? ` · ${escapeHtml(asked.join(', '))}` : ''}${isCut ? ' · 只含最早的部分，其余请缩小范围另行导出 / cut, export a shorter span for the rest' : ''}</p>
${anchor ? `<p>最近存证 / last anchor: block ${anchor.blockNo}, ${escapeHtml(anchor.at)}<br><code>${escapeHtml(anchor.hash)}</code><br>与审计人员当天收到的消息比对，相同才作数。<span lang="en">It counts if the auditors' message of that day says the same.</span></p>` : ''}
<table>
<thead><tr><th>序号 #</th><th>时间 Time</th><th>谁 Who</th><th>做了什么 Action</th><th>对象 Object</th><th>详情 Details</th></tr></thead>
<tbody id="rows"></tbody>
</table>
<script type="application/json" id="data">${data}</script>
<script>${evidenceScript}</script>
</body>
</html>
`
}
