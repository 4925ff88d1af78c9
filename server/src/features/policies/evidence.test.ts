import type { MemberActor } from '@desk/shared/identity/actor'
import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import { sql } from 'drizzle-orm'
import { runInNewContext } from 'node:vm'
import { describe, expect } from 'vitest'
import { auditEntries, policyClauses, policySignatures } from '../../db/schema/index.ts'
import { testApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, published, readAndSign } from '../../testing/policy-stories.ts'
import { createSealer } from '../audit/seal-audit.ts'
import { makeApiKey } from '../api-keys/make-api-key.ts'
import { policyFile, receiptFile } from './evidence-file.ts'
import { exportRoster, rosterCsv, rosterXlsx } from './export-roster.ts'
import { forgetSigner } from './forget-signer.ts'
import { getReceipt } from './get-receipt.ts'

const clauses = [clause('1'), clause('2')]

async function signedOnce(kit: Kit) {
  const company = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', name: '=cmd|calc', department: company.north })
  const id = await published(kit, company, draftOf(clauses))
  const receipt = await readAndSign(kit, person, id)
  await createSealer(kit.deps)()
  return { ...company, person, id, receipt }
}

/** Changes what nobody may change, as somebody with the rights of the owner could. */
async function tamper({ deps }: Kit, table: string, statement: ReturnType<typeof sql>): Promise<void> {
  await deps.db.execute(sql.raw(`alter table ${table} disable trigger user`))
  await deps.db.execute(statement)
  await deps.db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

describe('evidence', () => {
  test.for(['policy_signatures', 'policy_clauses', 'policy_snapshots'])(
    '%s refuses to be changed',
    async (table, { kit }) => {
      await signedOnce(kit)
      for (const statement of [`update ${table} set version_id = 'x'`, `delete from ${table}`, `truncate ${table}`]) {
        const refused = kit.deps.db.execute(sql.raw(statement))
        if (table === 'policy_snapshots' && !statement.startsWith('truncate')) await refused
        else await expect(refused).rejects.toMatchObject({ cause: { code: '42501' } })
      }
    },
  )

  test('names a signature that was changed', async ({ kit }) => {
    const { lead, receipt } = await signedOnce(kit)
    await tamper(kit, 'policy_signatures', sql`update ${policySignatures} set signed_at = signed_at - interval '1 day'`)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({
      state: 'broken',
      checks: { record: { isIntact: false } },
    })
  })

  test('names a text that was changed', async ({ kit }) => {
    const { lead, receipt } = await signedOnce(kit)
    await tamper(kit, 'policy_clauses', sql`update ${policyClauses} set body = '别的' where clause_id = '1'`)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ state: 'broken', checks: { text: false } })
  })

  test('names a record that was changed with the signature, since the chain was sealed', async ({ kit }) => {
    const { lead, receipt } = await signedOnce(kit)
    await tamper(kit, 'audit_entries', sql`update ${auditEntries} set actor = 'x' where action = 'policy.signed'`)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ state: 'broken' })
  })

  test('stands when the key to the name is destroyed, and names nobody', async ({ kit }) => {
    const { lead, receipt } = await signedOnce(kit)
    await forgetSigner(kit.deps, lead, { userid: 'guoji' })
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ signer: null, state: 'valid' })
  })

  test('lets only the lead of the management department destroy that key', async ({ kit }) => {
    const { lead, author, person, root, receipt } = await signedOnce(kit)
    const auditor = await kit.given.member({ department: root, roles: ['auditor'] })
    const admin = await kit.given.member({ department: root, adminOf: [root] })
    const { as } = testApp(kit.deps)
    const forget = async (actor: MemberActor | null) =>
      (await as(actor, 'POST', '/api/settings/partners/guoji/forget')).status
    expect([await forget(null), await forget(person), await forget(author)]).toEqual([401, 404, 404])
    expect([await forget(auditor), await forget(admin)]).toEqual([404, 404])
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ signer: { userid: 'guoji' } })
    expect([await forget(lead), await forget(lead)]).toEqual([200, 404])
  })
})

/** Runs a file as a browser without a network does, and gives its verdict. */
function verdictOf(file: string): Promise<string> {
  const data = /id="data">([^<]*)<\/script>/.exec(file)?.[1] ?? ''
  const script = /<script>([\s\S]*)<\/script>\n<\/body>/.exec(file)?.[1] ?? ''
  const element = () => ({ textContent: '', append: () => {} })
  return new Promise((resolve) => {
    const verdict = {
      set className(name: string) {
        resolve(name)
      },
      textContent: '',
    }
    const elements: Record<string, unknown> = { data: { textContent: data }, verdict }
    const page = { getElementById: (name: string) => elements[name] ?? element(), createElement: element }
    runInNewContext(script, { document: page, crypto: globalThis.crypto, TextEncoder, Uint8Array, Error })
  })
}

describe('the file that proves itself', () => {
  test('is good as it is, and bad when one sign of a text, a time or a name of a version changes', async ({ kit }) => {
    const { id, receipt } = await signedOnce(kit)
    for (const file of [await policyFile(kit.deps, id), (await receiptFile(kit.deps, receipt.code)) ?? '']) {
      expect(await verdictOf(file)).toBe('good')
      for (const [from, to] of [
        ['第 1 条的内容。', '第 1 条的内窓。'],
        ['"signedAt":"2026-03-17', '"signedAt":"2026-03-18'],
        ['"label":"1.0"', '"label":"1.1"'],
        ['"basis":"full"', '"basis":"delta"'],
      ] as const) {
        expect(file).toContain(from)
        expect([from, await verdictOf(file.replace(from, to))]).toEqual([from, 'bad'])
      }
    }
  })
})

const textOf = async (parts: AsyncIterable<string>) => {
  let text = ''
  for await (const part of parts) text += part
  return text
}

describe('exports', () => {
  test('hold no formula, and are on record', async ({ kit }) => {
    const { lead, id } = await signedOnce(kit)
    const query = { policy: id, department: '0' }
    const csv = await textOf(rosterCsv(kit.deps, lead, query))
    expect(csv).toContain(`"'=cmd|calc"`)
    expect(csv.split('\r\n')).toHaveLength(5)
    const xlsx = Buffer.from(await rosterXlsx(kit.deps, lead, query))
    expect(xlsx.subarray(0, 2).toString()).toBe('PK')
    await exportRoster(kit.deps, lead, { id, format: 'csv' })
    const actions = (await kit.deps.db.select().from(auditEntries)).map(({ action }) => action)
    expect(actions).toContain('policy.exported')
  })

  test('of a department admin end with his departments', async ({ kit }) => {
    const { north, south, id } = await signedOnce(kit)
    const admin = await kit.given.member({ department: south, adminOf: [south] })
    expect(await textOf(rosterCsv(kit.deps, admin, { policy: id, department: String(south) }))).not.toContain('guoji')
    await expect(exportRoster(kit.deps, admin, { id, format: 'csv', department: north })).rejects.toMatchObject({
      code: 'policy.not_found',
    })
  })
})

describe('the company’s own backend', () => {
  test('reads versions, departments, people and what happened, with a key for it alone', async ({ kit }) => {
    const { author, id, north, receipt } = await signedOnce(kit)
    const { app } = testApp(kit.deps)
    const keyFor = async (scopes: ApiScope[]) =>
      (await makeApiKey(kit.deps, author, { name: '后台', scopes, expiresOn: '2026-06-30' })).key
    const [key, other] = [await keyFor(['policies.read']), await keyFor(['directory.read'])]
    const get = async (path: string, bearer = key) => {
      const response = await app.request(`/api/v1/policies${path}`, { headers: { authorization: `Bearer ${bearer}` } })
      return {
        status: response.status,
        body: (await response.json()) as { items: Record<string, unknown>[]; next: string | null },
      }
    }
    expect((await get('', other)).status).toBe(403)
    expect((await get('')).body.items).toMatchObject([{ id, label: '1.0', versions: [{ kind: 'major' }] }])
    const departments = (await get(`/${id}/departments`)).body.items
    expect(departments.find(({ departmentId }) => departmentId === north)).toMatchObject({ counts: { signed: 1 } })
    const people = (await get(`/${id}/people`)).body
    expect(people.items.map(({ userid, state }) => `${String(userid)} ${String(state)}`)).toEqual([
      'author pending',
      'guoji signed',
      'lead pending',
    ])
    expect(people.items[1]).toMatchObject({ receipt: receipt.code, version: '1.0' })
    const changes = (await get('/changes')).body
    expect(changes.items.map(({ action }) => action)).toContain('policy.signed')
    expect((await get(`/changes?after=${String(changes.next)}`)).body).toEqual({ items: [], next: changes.next })
  })
})
