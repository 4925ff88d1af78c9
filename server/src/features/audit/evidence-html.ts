import type { SealedRow } from '@desk/shared/audit/hash-input'
import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { escapeHtml } from '../../kernel/escape-html.ts'
import type { ChainHead } from './chain-head.ts'

export type Evidence = {
  madeAt: string
  filter: Readonly<Record<string, string>>
  /** How many rows matched; the file may hold fewer. */
  matched: number
  rows: readonly SealedRow[]
  head: ChainHead
}

const style = `
body { margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #15211f; }
.unverified { padding: .75rem 1rem; border-radius: 8px; background: #e9edec; }
.clause { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #e0e5e4; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
`

/** A text in both languages, marked up as what it is. */
export const both = (zh: string, en: string): string => `${escapeHtml(zh)} <span lang="en">${escapeHtml(en)}</span>`

export const tableOf = (heads: readonly string[], lines: readonly (readonly string[])[]): string => `<table>
<thead><tr>${heads.map((head) => `<th>${escapeHtml(head)}</th>`).join('')}</tr></thead>
<tbody>
${lines.map((cells) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody>
</table>`

/**
 * What every exported file of records looks like. It has no script and says of itself only what it is: a copy. Whoever
 * changes a file can change a verdict in it as well, so the check stays where the rows are.
 */
export function recordsPage(title: { zh: string; en: string }, madeAt: string, head: ChainHead, body: string): string {
  const heading = both(`${title.zh}（未独立核对）`, `${title.en} (not independently verified)`)
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${title.zh}（未独立核对）`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${heading}</h1>
<p class="unverified">${both(
    '本文件是导出时的副本，是否被改过，从文件本身看不出来。需要核对时，请在应用的凭证页或审计页上查验，或由系统管理员运行 npm run audit -- verify。',
    'This file is a copy made at export; nothing in it shows whether it was changed later. To check it, use the receipt page or the audit page of the app, or have the operator run npm run audit -- verify.',
  )}</p>
<p>${both('导出时间', 'Made at')}: ${escapeHtml(madeAt)}</p>
<p>${headText(head)}</p>
${body}
</body>
</html>
`
}

const headText = (head: ChainHead): string =>
  head === null
    ? both('导出时审计链还没有封存任何记录', 'The audit chain had sealed nothing yet')
    : `${both('导出时审计链的末块', 'Head of the audit chain at export')}: ${both(`第 ${String(head.no)} 块`, `block ${String(head.no)}`)}, ${escapeHtml(head.sealedAt)}<br><code>${escapeHtml(head.hash)}</code>`

export function evidenceHtml({ madeAt, filter, matched, rows, head }: Evidence): string {
  const asked = Object.entries(filter).map(([name, value]) => `${name} = ${value}`)
  const body = [
    ...(asked.length > 0 ? [`<p>${both('筛选', 'Filter')}: ${escapeHtml(asked.join(', '))}</p>`] : []),
    `<p>${countText(matched, rows.length)}</p>`,
    tableOf(
      ['序号 #', '时间 Time', '谁 Who', '做了什么 Action', '对象 Object', '详情 Details'],
      rows.map((row) => [String(row.seq), row.at, row.actor, row.action, row.object, canonicalJson(row.details)]),
    ),
  ]
  return recordsPage({ zh: '审计记录', en: 'Audit records' }, madeAt, head, body.join('\n'))
}

const countText = (matched: number, held: number): string =>
  held === matched
    ? both(`共 ${String(matched)} 条`, `${String(matched)} rows`)
    : both(
        `符合筛选的共 ${String(matched)} 条，本文件只含最早的 ${String(held)} 条，其余请缩小范围另行导出`,
        `${String(matched)} rows match; this file holds the earliest ${String(held)} of them. Export a shorter span for the rest`,
      )
