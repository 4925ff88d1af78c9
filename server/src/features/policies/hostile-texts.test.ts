import { chineseEntryWords } from '@desk/shared/audit-entries/entry-words'
import { describe, expect, it } from 'vitest'
import { toPlainText, toRichText } from './document/markdown.ts'
import { hostileMarkup } from '../../testing/hostile/hostile-texts.ts'
import { auditCopyHtml } from '../audit/audit-copy-html.ts'
import { policyEvidenceHtml } from './evidence/evidence-html.ts'

describe('hostile texts', () => {
  it('there are about two hundred different hostile texts', () => {
    expect(new Set(hostileMarkup).size).toBeGreaterThanOrEqual(198)
  })

  it.each(hostileMarkup)('toRichText makes only allowed blocks and https links of %s', (hostileText) => {
    const pieces = toRichText(hostileText).flatMap((block) => block.pieces)
    for (const { href } of pieces) expect(href === null || new URL(href).protocol === 'https:').toBe(true)
    for (const block of toRichText(hostileText)) {
      expect(['paragraph', 'heading', 'bullet', 'number', 'quote', 'code']).toContain(block.kind)
    }
    expect(typeof toPlainText(toRichText(hostileText))).toBe('string')
  })

  it.each(hostileMarkup)('an exported HTML file gets no element from %s', (hostileText) => {
    expect(tagsOf(renderPolicyFile(hostileText))).toEqual(tagsOf(renderPolicyFile('x')))
    expect(tagsOf(renderAuditFile(hostileText))).toEqual(tagsOf(renderAuditFile('x')))
  })

  it('toRichText keeps an https link and its emphasis', () => {
    expect(toRichText('见 **[制度](https://example.com/a)**')).toMatchObject([
      { kind: 'paragraph', pieces: [{ text: '见 ' }, { text: '制度', strong: true, href: 'https://example.com/a' }] },
    ])
  })
})

/** Returns everything that a browser could parse as markup. */
const tagsOf = (html: string) => html.match(/<[^>]*>?/g)

function renderPolicyFile(text: string): string {
  const counts = {
    signed: 1,
    pending: 0,
    overdue: 1,
    questioned: 0,
    undelivered: 0,
    exempt: 0,
    excluded: 0,
    changeOnly: 0,
  }
  const file = { id: 'pfl_1', name: text, type: 'application/pdf', size: 1, sha256: text } as const
  const at = new Date('2026-03-17T02:00:00Z')
  const unsigned = {
    userid: text,
    name: text,
    department: [text],
    state: 'overdue' as const,
    signedLabel: text,
    basis: null,
  }
  const dates = { signedAt: null, openedAt: at.toISOString(), dueAt: at.toISOString(), leftAt: null }
  return policyEvidenceHtml({
    title: text,
    label: text,
    madeAt: at,
    exporter: text,
    timeZone: 'Asia/Shanghai',
    documents: [
      {
        label: text,
        language: text,
        title: text,
        hash: text,
        clauses: [{ no: text, title: text, body: text }],
        files: [file],
      },
    ],
    signatures: [
      {
        ...{ code: text, name: text, userid: text, department: text, document: text, consent: text, from: text },
        ...{ signedAt: at, basis: 'full', seconds: 1, hash: text, next: text, seq: 1 },
      },
    ],
    roster: {
      ...{
        label: text,
        scope: text,
        population: [text],
        exemptions: [{ name: text, by: text, at, until: text, reason: text }],
        requiredSince: at,
        dueAt: at,
        counts,
        staleDepartments: 1,
        retiredAt: at,
        erased: text,
      },
      notSigned: [{ ...unsigned, ...dates, receipt: null, reminders: 1, isPartner: false, isChangeOnly: false }],
    },
    head: { origin: text, size: 1, root: text, signedAt: at.toISOString() },
  })
}

const renderAuditFile = (text: string): string =>
  auditCopyHtml({
    madeAt: text,
    timeZone: text,
    words: chineseEntryWords({}, () => text),
    names: { [text]: text },
    filter: { action: text },
    matched: 2,
    rows: [
      {
        ...{ seq: 1, at: text, actor: { userid: text, name: text }, action: text, object: text },
        ...{ details: { [text]: text }, subject: { person: text, thing: text, department: text, path: text } },
      },
    ],
    head: { origin: text, size: 1, root: text, signedAt: text },
  })
