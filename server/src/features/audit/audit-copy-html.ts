import type { AuditEntryView, AuditPage } from '@desk/shared/audit/audit-schemas'
import {
  actorText,
  describeDetails,
  type EntryWords,
  labelFor,
  subjectText,
} from '@desk/shared/audit-entries/entry-text'
// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup, raw } from 'hono/html'
import { registeredHtml } from '../../kernel/audit/registered-file.ts'
import type { LogHead } from './log/log-head.ts'

export type AuditCopy = {
  madeAt: string
  /** Name of the time zone of all times. */
  timeZone: string
  words: EntryWords
  filter: Readonly<Record<string, string>>
  /** Number of matching rows; the file can contain fewer. */
  matched: number
  rows: readonly AuditEntryView[]
  names: AuditPage['names']
  head: LogHead
}

const style = `
body { margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #15211f; }
.unverified { padding: .75rem 1rem; border-radius: 8px; background: #e9edec; }
.clause { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #e0e5e4; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
td:nth-child(-n+2) { white-space: nowrap; }
code { overflow-wrap: anywhere; }
@media print {
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`

type Html = ReturnType<typeof markup>

const tableOf = (headings: readonly string[], rows: readonly (readonly string[])[]): Html => markup`<table>
<thead><tr>${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`

/**
 * Renders audit entries as a file to read. It has no script and claims only to be a copy: whoever changes the file could also change a
 * verdict inside it, so the check stays in the app.
 */
export function auditCopyHtml({ madeAt, timeZone, words, filter, matched, rows, names, head }: AuditCopy): string {
  const table = tableOf(
    ['序号', '时间', '操作人', '操作', '对象', '详情'],
    rows.map((row) => [
      String(row.seq),
      words.exact(row.at),
      actorText(row, words),
      labelFor(words.actions, row.action),
      subjectText(row, words),
      describeDetails(row.details, names, words),
    ]),
  )
  const filterText = Object.keys(filter).length > 0 ? describeDetails(filter, names, words) : '无'
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>审计记录（副本）</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>审计记录（副本）</h1>
<div class="unverified">${registeredHtml}</div>
<p>导出时间：${words.exact(madeAt)}，时间都是${timeZone}</p>
<p>${headText(head, words)}</p>
<p>筛选：${filterText}</p>
<p>${countText(matched, rows.length)}</p>
${table}
</body>
</html>
`.toString()
}

const headText = (head: LogHead, words: EntryWords): Html =>
  head === null
    ? markup`导出时存证日志还没有检查点`
    : markup`导出时存证日志的检查点：${head.origin}，${String(head.size)} 条，${words.exact(head.signedAt)}<br><code>${head.root}</code>`

const countText = (matched: number, included: number): string =>
  included === matched
    ? `共 ${String(matched)} 条`
    : `符合筛选的共 ${String(matched)} 条，本文件只含最早的 ${String(included)} 条，其余请缩小范围另行导出`
