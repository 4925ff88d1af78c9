// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup, raw } from 'hono/html'
import { registeredHtml } from '../../../kernel/audit/registered-file.ts'

export type Html = ReturnType<typeof markup>

export const reportStyle = `
body { margin: 0 auto; max-width: 60rem; padding: 24px 16px 48px; background: #fff; font: 14px/1.6 system-ui, "Noto Sans SC", sans-serif; color: #15211f; }
h1 { margin: 4px 0; font-size: 22px; } h2 { margin: 28px 0 8px; font-size: 17px; } h3 { margin: 12px 0 4px; font-size: 14px; }
.meta { color: #52605d; font-size: 13px; }
.unverified { padding: 12px 16px; border-radius: 12px; background: #e9edec; }
.unverified p { margin: 4px 0; }
.equation { font-size: 18px; font-variant-numeric: tabular-nums; }
.clause { white-space: pre-wrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th { color: #52605d; font-weight: 400; white-space: nowrap; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid #dfe5e3; text-align: start; vertical-align: top; }
td { min-width: 6em; }
td:first-child { font-weight: 600; white-space: nowrap; }
code { overflow-wrap: anywhere; }
summary { cursor: pointer; }
@media print {
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  body { max-width: none; padding: 0; font-size: 11px; }
  table { font-size: 10px; }
  th { white-space: normal; }
  th, td { padding: 4px 6px 4px 0; }
  td { min-width: 4.5em; overflow-wrap: anywhere; }
  td:first-child { min-width: 6.5em; white-space: normal; }
  details::details-content { content-visibility: visible; }
}
`

/** Renders a table with a row of headings. */
export const tableOf = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): Html => markup`<div class="scroll"><table>
<thead><tr>${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`

/**
 * Renders an exported report. It has no script and claims only to be a copy: a verdict inside the file could be changed with
 * it, so the check stays in the app.
 */
export const reportPage = ({ title, subtitle }: { title: string; subtitle: string }, body: Html): string =>
  markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} 签收记录（副本）</title>
<style>${raw(reportStyle)}</style>
</head>
<body>
<p class="meta">企微自助 · 签收记录（副本）</p>
<h1>${title}</h1>
<p class="meta">${subtitle}</p>
<div class="unverified">${registeredHtml}
<p>要连同名单一起断网核对，请由审计或合规人员在“签收证据”页面中导出同一份制度的签收证据（ZIP）。</p></div>
${body}
</body>
</html>
`.toString()
