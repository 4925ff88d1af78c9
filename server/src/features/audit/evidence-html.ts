import type { SealedRow } from '@desk/shared/audit/hash-input'
import { canonicalJson } from '@desk/shared/audit/canonical-json'
// Not named `markup`, since prettier would change the whitespace of the file.
import { html as markup, raw } from 'hono/html'
import { localTime, timeZoneText } from '../../kernel/local-time.ts'
import type { LogHead } from './log/log-head.ts'

export type Evidence = {
  madeAt: Date
  timeZone: string
  filter: Readonly<Record<string, string>>
  /** Number of matching rows; the file can contain fewer. */
  matched: number
  /** With the name of each actor. */
  rows: readonly (SealedRow & { name: string })[]
  head: LogHead
}

const style = `
body { margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #15211f; }
.unverified { padding: .75rem 1rem; border-radius: 8px; background: #e9edec; }
.clause { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #e0e5e4; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
`

type Html = ReturnType<typeof markup>

/** Returns a text in both languages with the English part marked as such. */
const both = (zh: string, en: string): Html => markup`${zh} <span lang="en">${en}</span>`

const tableOf = (headings: readonly string[], rows: readonly (readonly string[])[]): Html => markup`<table>
<thead><tr>${headings.map((heading) => markup`<th>${heading}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`

/**
 * Renders an exported file of records. It has no script and claims only to be a copy: a verdict inside the file could be
 * changed with it, so the check stays in the app.
 */
function recordsPage(
  title: { zh: string; en: string },
  { madeAt, timeZone, head }: Pick<Evidence, 'madeAt' | 'timeZone' | 'head'>,
  body: Html,
): string {
  const inZone = (at: string) => localTime(timeZone, new Date(at))
  const heading = both(`${title.zh}（未独立核对）`, `${title.en} (not independently verified)`)
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.zh}（未独立核对）</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>${heading}</h1>
<p class="unverified">${both(
    '本文件是导出时的副本，是否被改过，从文件本身看不出来。需要核对时，请在应用的凭证页或审计页上查验，或由系统管理员运行 npm run audit -- verify。',
    'This file is a copy made at export; nothing in it shows whether it was changed later. To check it, use the receipt page or the audit page of the app, or have the operator run npm run audit -- verify.',
  )}</p>
<p>${both('导出时间', 'Made at')}: ${localTime(timeZone, madeAt)} ${timeZoneText(timeZone)}</p>
<p>${headText(head, inZone)}</p>
${body}
</body>
</html>
`.toString()
}

const headText = (head: LogHead, inZone: (at: string) => string): Html =>
  head === null
    ? both('导出时存证日志还没有签过名', 'The evidence log had signed nothing yet')
    : markup`${both('导出时存证日志的检查点', 'Checkpoint of the evidence log at export')}: ${head.origin}, ${both(`${head.size} 条`, `${head.size} entries`)}, ${inZone(head.signedAt)}<br><code>${head.root}</code>`

export function evidenceHtml({ filter, matched, rows, ...made }: Evidence): string {
  const terms = Object.entries(filter).map(([name, value]) => `${name} = ${value}`)
  const table = tableOf(
    ['序号 #', '时间 Time', '谁 Who', '做了什么 Action', '对象 Object', '详情 Details'],
    rows.map((row) => [
      String(row.seq),
      localTime(made.timeZone, new Date(row.at)),
      row.name === row.actor ? row.actor : `${row.name}（${row.actor}）`,
      row.action,
      row.object,
      canonicalJson(row.details),
    ]),
  )
  const filterLine = terms.length > 0 ? markup`<p>${both('筛选', 'Filter')}: ${terms.join(', ')}</p>\n` : ''
  const body = markup`${filterLine}<p>${countText(matched, rows.length)}</p>\n${table}`
  return recordsPage({ zh: '审计记录', en: 'Audit records' }, made, body)
}

const countText = (matched: number, included: number): Html =>
  included === matched
    ? both(`共 ${matched} 条`, `${matched} rows`)
    : both(
        `符合筛选的共 ${matched} 条，本文件只含最早的 ${included} 条，其余请缩小范围另行导出`,
        `${matched} rows match; this file holds the earliest ${included} of them. Export a shorter span for the rest`,
      )
