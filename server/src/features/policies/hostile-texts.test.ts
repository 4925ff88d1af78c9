import { describe, expect, it } from 'vitest'
import { toPlainText, toRichText } from './markdown.ts'
import { hostileTexts } from '../../testing/hostile-texts.ts'
import { policyEvidenceHtml } from './evidence-html.ts'

describe('a hostile text', () => {
  it('comes in two hundred shapes here', () => {
    expect(new Set(hostileTexts).size).toBeGreaterThanOrEqual(198)
  })

  it.each(hostileTexts)('is a text and nothing else: %s', (vector) => {
    const pieces = toRichText(vector).flatMap((block) => block.pieces)
    for (const { href } of pieces) expect(href === null || new URL(href).protocol === 'https:').toBe(true)
    for (const block of toRichText(vector)) {
      expect(['paragraph', 'heading', 'bullet', 'number', 'quote', 'code']).toContain(block.kind)
    }
    expect(typeof toPlainText(toRichText(vector))).toBe('string')
  })

  it.each(hostileTexts)('ends no element of the evidence file: %s', (vector) => {
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
