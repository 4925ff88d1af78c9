// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup, raw } from 'hono/html'
import { v1Errors, v1FieldCodes } from '../http/describe-v1.ts'
import { syncRecipe } from './api-v1-recipe.ts'

type JsonSchema = {
  type?: string | string[]
  format?: string
  description?: string
  enum?: readonly unknown[]
  const?: unknown
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  oneOf?: readonly JsonSchema[]
  additionalProperties?: unknown
}
type ApiContent = Readonly<Record<string, { schema: JsonSchema; example?: unknown }>>
type ApiResponse = { $ref?: string; description?: string; content?: ApiContent }
type Operation = {
  operationId: string
  summary: string
  description: string
  tags: readonly string[]
  parameters?: readonly { name: string; in: string; required?: boolean; description?: string; schema: JsonSchema }[]
  responses: Readonly<Record<string, ApiResponse>>
}
/** The parts of the OpenAPI document that the page shows. */
export type ApiDocument = {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: readonly { url: string }[]
  tags: readonly { name: string; description: string }[]
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const style = `
:root { color-scheme: light dark; --ink: #15211f; --ink-2: #52605d; --line: #dfe5e3; --ground: #f1f4f3; --surface: #fff; --accent: #0b5a68; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ecea; --ink-2: #a3b0ad; --line: #34403d; --ground: #121816; --surface: #1b2321; --accent: #74bccb; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.6 system-ui, "Noto Sans SC", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 22px; } h2 { font-size: 18px; margin: 32px 0 8px; } h3 { font-size: 15px; margin: 16px 0 4px; }
a { color: var(--accent); }
nav a { display: block; padding: 11px 0; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 4px 16px 16px; margin: 12px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 6px 8px 6px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { color: var(--ink-2); font-weight: 400; }
td:first-child, td:nth-child(2):not(:last-child) { padding-right: 16px; }
th, td:first-child, td:nth-child(2):nth-last-child(3) { white-space: nowrap; }
code, pre { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--ground); border-radius: 8px; padding: 12px; white-space: pre-wrap; }
.meta { color: var(--ink-2); font-size: 13px; }
`

type Html = ReturnType<typeof markup>

/** Renders the OpenAPI document as a page in Chinese that needs no script. */
export function apiPage(document: ApiDocument, nonce: string): Html {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const [server] = document.servers
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口说明 · 企微自助</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
<main>
<h1>接口说明 API v1</h1>
${document.info.description.split('\n\n').map((paragraph) => markup`<p>${paragraph}</p>\n`)}
<pre>curl -H 'Authorization: Bearer desk_…' ${server?.url ?? ''}/api/v1/policies</pre>
<p>程序读取：<a href="/api/v1/openapi.json">openapi.json</a>（OpenAPI ${document.openapi}，版本 ${document.info.version}，英文），可用来生成客户端。</p>
<nav aria-label="接口">
${operations.map(({ path, method, operation }) => markup`<a href="#${operation.operationId}"><code>${method} ${path}</code> ${operation.summary}</a>\n`)}</nav>
<h2 id="sync">保持同步</h2>
<p>没有推送，请定时运行。第一次读全部，之后只读变化；有新版生效时从头读人员，制度停用后保留名单并标记 isRetired，停用前最后的签收见 changes。名单要与服务器完全一致时，每天再从头读一次：转出签收范围的成员不再列出，变化里也没有。从头读时每 500 人调用一次，超过每分钟 60 次时按 Retry-After 等待。</p>
<pre>${syncRecipe}</pre>
<h2 id="scopes">权限</h2>
${tableOf(['权限', '能做什么'], [...document.tags.map(({ name, description }) => [name, description]), namesScope])}
<h2 id="errors">出错时</h2>
${tableOf(
  ['code', '状态', '说明'],
  Object.entries(v1Errors).flatMap(([status, codes]) => codes.map(([code, meaning]) => [code, status, meaning])),
)}
<h3>422 时 details.fields 中的 code</h3>
${tableOf(['code', '说明'], v1FieldCodes)}
<pre>{ "error": { "code": "input.invalid", "requestId": "evt_…", "details": { "fields": [{ "path": "after", "code": "invalid_format" }] } } }</pre>
<h2>接口</h2>
${operations.map(operationHtml)}
</main>
</body>
</html>
`
}

const namesScope = ['members.names', '姓名：没有这项权限时，name 为 null']

const tableOf = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): Html => markup`<div class="scroll" tabindex="0"><table>
<thead><tr>${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map(([name = '', ...cells]) => markup`<tr><td><code>${name}</code></td>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`

function operationHtml({ path, method, operation }: { path: string; method: string; operation: Operation }): Html {
  const { operationId, summary, description, tags, parameters = [], responses } = operation
  const { schema, example } = responses['200']?.content?.['application/json'] ?? {}
  const statuses = Object.keys(responses).join('、')
  return markup`<section aria-labelledby="${operationId}">
<h3 id="${operationId}"><code>${method} ${path}</code></h3>
<p><strong>${summary}</strong></p>
${description.split('\n').map((line) => markup`<p>${line}</p>\n`)}<p class="meta">权限 <code>${tags.join('、')}</code> · 返回 ${statuses}</p>
${parameters.length > 0 && markup`<h3>参数</h3>\n${tableOf(['名称', '位置', '格式', '说明'], parameters.map(parameterRow))}\n`}<h3>返回 200</h3>
${tableOf(['字段', '格式', '说明'], schema ? fieldRows(schema) : [])}
<h3>例子</h3>
<pre>${JSON.stringify(example, null, 2)}</pre>
</section>
`
}

const parameterRow = ({
  name,
  in: place,
  required,
  description,
  schema,
}: NonNullable<Operation['parameters']>[number]) => [
  name,
  place === 'path' ? '路径' : required === true ? '查询，必填' : '查询',
  typeText(schema),
  description ?? '',
]

/** Lists the fields of a schema with their paths, such as `items[].userid`; alternatives are merged. */
function fieldRows(schema: JsonSchema, prefix = ''): string[][] {
  const rows = new Map<string, string[]>()
  for (const [name, field] of fieldsOf(schema)) {
    const inner = notNull(field)
    const isList = inner.items !== undefined
    const path = `${prefix}${name}${isList ? '[]' : ''}`
    const nested = fieldRows(inner.items ?? inner, `${path}.`)
    const merged = rows.get(path)
    const types = appendOnce(merged?.[1], typeText(field), ' | ')
    rows.set(path, [path, types, appendOnce(merged?.[2], noteOf(field), '；\n')])
    for (const row of nested) rows.set(row[0] ?? '', row)
  }
  return [...rows.values()]
}

/** Appends a text unless it is one of the joined texts already. */
const appendOnce = (joined = '', text: string, separator: string): string =>
  joined.split(separator).includes(text) ? joined : [joined, text].filter((part) => part !== '').join(separator)

/** Returns the description of a field, preceded by the constant value that it explains. */
function noteOf(field: JsonSchema): string {
  const note = field.description ?? notNull(field).description ?? ''
  return field.const === undefined ? note : `${String(field.const)} ${note}`
}

const fieldsOf = (schema: JsonSchema): [string, JsonSchema][] => [
  ...Object.entries(schema.properties ?? {}),
  ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(fieldsOf),
]

/** Returns the schema without its alternative null. */
const notNull = (schema: JsonSchema): JsonSchema => schema.anyOf?.find(({ type }) => type !== 'null') ?? schema

function typeText(schema: JsonSchema): string {
  const inner = notNull(schema)
  const types = [inner.type ?? 'object'].flat()
  const suffix = inner !== schema || types.includes('null') ? '，可为 null' : ''
  if (inner.const !== undefined) return String(inner.const) + suffix
  if (inner.enum) return inner.enum.map(String).join(' | ') + suffix
  if (inner.items) return `列表${suffix}`
  return (inner.format ?? types.filter((type) => type !== 'null').join(' | ')) + suffix
}
