import { policyChangeActions } from '@desk/shared/policies/api-schemas'
import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { test } from '../../testing/kit.ts'
import { createSealer } from '../audit/seal-audit.ts'
import { readChanges } from './read-for-backend.ts'

/** Every act that the audit has words for: one that is added is tried here by itself. */
const known = [
  ...readFileSync(new URL('../../../../web/src/words/zh-cn/audit-actions.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}'([a-z_]+\.[a-z_]+)':/gm,
  ),
].map(([, action]) => action ?? '')

/** Acts on policies that are nobody's business outside: work on drafts, who read or exported what, the gate. */
const inside = ['created', 'template_brought', 'draft_started', 'draft_saved', 'submitted', 'approved', 'sent_back']
  .concat(['exported', 'receipt_exported', 'gate_open', 'file_uploaded', 'file_opened'])
  .map((act) => `policy.${act}`)

/** What a row of any act may say, and what none may tell. */
const said = {
  ...{ no: 1, kind: 'major', effectiveOn: '2026-03-18', version: 'pov_1', label: '1.0', docHashes: { 'zh-CN': 'h' } },
  ...{ hash: 'h', policy: 'pol_1', basis: 'full', question: 'que_1', clause: '1.1', userid: 'guoji' },
  ...{ until: null, dueOn: '2026-03-18', department: 1, people: 2 },
}
const secret = { reason: 'ill for weeks', note: 'ill', text: 'ill', format: 'ill', session: 'ill', by: 'ill' }

describe('what a backend learns of what happened', () => {
  test('is only what is named, whatever the audit says of an act', async ({ kit }) => {
    expect(known.length).toBeGreaterThan(80)
    const row = { at: kit.deps.clock.now(), actor: 'limin', object: 'pol_1' }
    await kit.deps.db
      .insert(auditEntries)
      .values([...known, 'policy.future'].map((action) => ({ ...row, action, details: { ...said, ...secret } })))
    await createSealer(kit.deps)()
    const { items } = await readChanges(kit.deps, 0)
    expect(items.map(({ action }) => action).sort()).toEqual([...policyChangeActions].sort())
    expect(JSON.stringify(items)).not.toMatch(/ill|limin/)
  })

  test('was decided for every act on a policy', () => {
    const acts = known.filter((action) => action.startsWith('policy.'))
    expect([...policyChangeActions, ...inside].sort()).toEqual(acts.sort())
  })
})
