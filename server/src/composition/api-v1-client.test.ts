import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sql } from 'drizzle-orm'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { describe, expect } from 'vitest'
import { createApiKey } from '../features/api-keys/create-api-key.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../testing/fixtures/policy.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { createTestApp } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'

const PEOPLE = 3_000
const CHANGES = 1_000
const useridAt = (n: number) => `p${String(n * 10).padStart(6, '0')}`

/** A backend that pages through the people with the generated types. */
const backend = `
import createClient from 'openapi-fetch'
import type { paths } from './api-v1.ts'
export async function pagePeople(baseUrl: string, key: string, id: string, fetch: (request: Request) => Promise<Response>): Promise<string[]> {
  const client = createClient<paths>({ baseUrl, fetch, headers: { authorization: \`Bearer \${key}\` } })
  const userids: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const query: { after: string } = { after }
    const { data, error } = await client.GET('/api/v1/policies/{id}/people', { params: { path: { id }, query } })
    if (!data) throw new Error(error.error.code)
    userids.push(...data.items.map(({ userid }) => userid))
    after = data.next
  }
  return userids
}
`
type Backend = {
  pagePeople: (
    baseUrl: string,
    key: string,
    id: string,
    fetch: (request: Request) => Promise<Response>,
  ) => Promise<string[]>
}

/** Generates the client from the document, compiles the backend against it, and loads it. */
async function generateBackend(document: OpenAPI3): Promise<{ backend: Backend; problems: string[] }> {
  // Inside the workspace, so that the client's packages are found.
  const folder = mkdtempSync(path.join(fileURLToPath(new URL('../../node_modules', import.meta.url)), 'api-v1-'))
  try {
    writeFileSync(path.join(folder, 'api-v1.ts'), astToString(await openapiTS(document)))
    const file = path.join(folder, 'backend.ts')
    writeFileSync(file, backend)
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.NodeNext,
      allowImportingTsExtensions: true,
      types: [],
    }
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([file], options))
    const code = ts.transpileModule(backend, {
      compilerOptions: { target: options.target!, module: ts.ModuleKind.ESNext },
    })
    const script = path.join(folder, 'backend.mjs')
    writeFileSync(script, code.outputText)
    return {
      backend: (await import(/* @vite-ignore */ pathToFileURL(script).href)) as Backend,
      problems: problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Inserts members whose userids leave room for others between them. */
async function givenMembers({ deps }: Kit, department: number): Promise<string[]> {
  await deps.db.execute(sql`insert into members
    (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at)
    select 'p' || lpad((n * 10)::text, 6, '0'), '张' || n, '', array[${department}::int], ${department}::int, '', '', 1, now()
    from generate_series(1, ${PEOPLE}) n`)
  return Array.from({ length: PEOPLE }, (_, n) => useridAt(n + 1))
}

/** Changes one person: they sign, move, are exempted or leave; or another person joins with the userid after theirs. */
async function change({ deps }: Kit, changeNo: number, { id, south }: { id: string; south: number }): Promise<void> {
  const userid = useridAt(((changeNo * 7919) % PEOPLE) + 1)
  const { db } = deps
  switch (changeNo % 5) {
    case 0:
      await db.execute(sql`insert into policy_signers (person, userid, key, created_at)
        values (${`psn_c${String(changeNo)}`}, ${userid}, 'k', now()) on conflict do nothing`)
      return void (await db.execute(sql`insert into policy_signatures
        select ${`sig_c${String(changeNo)}`}, ${`C${String(changeNo)}`}, policy_id, version_id, version_no, ${`psn_c${String(changeNo)}`}, occasion,
          signed_at, language, basis, clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash
        from policy_signatures where code not like 'C%' limit 1`))
    case 1:
      return void (await db.execute(
        sql`update members set main_department_id = ${south}::int where userid = ${userid}`,
      ))
    case 2:
      return void (await db.execute(sql`insert into policy_exemptions (id, policy_id, userid, reason, by, at)
        values (${`exm_c${String(changeNo)}`}, ${id}, ${userid}, 'x', 'lead', now())`))
    case 3:
      return void (await db.execute(
        sql`update members set status = 5, left_at = '2026-12-31' where userid = ${userid}`,
      ))
    default:
      return void (await db.execute(sql`insert into members
        select ${`${userid}x`}, name, alias, department_ids, main_department_id, position, telephone, 1, synced_at
        from members where userid = ${userid}`))
  }
}

// The generated client does not depend on the database; `api-v1.test.ts` calls the API on both databases.
describe.skipIf(testDatabase.isEmbedded)('a client generated from the OpenAPI document', () => {
  test(
    'a client generated from the OpenAPI document pages through all people while a thousand of them change, without gaps or duplicates',
    { timeout: 180_000 },
    async ({ kit }) => {
      const { author, north, south, ...company } = await policyCompany(kit)
      const id = await createPublishedPolicy(kit, { author, ...company }, draftOf([clause('1')]))
      await readAndSign(kit, await kit.given.member({ department: north }), id)
      const everyone = await givenMembers(kit, north)
      const body = { name: '后台', scopes: ['policies.read' as const], expiresOn: '2026-06-30' }
      const { key } = await createApiKey(kit.deps, author, body)
      const app = createTestApp(kit.deps)
      const document = (await (await app.request('/api/v1/openapi.json')).json()) as OpenAPI3
      const { backend, problems } = await generateBackend(document)
      expect(problems).toEqual([])
      let changed = 0
      const changeMany = async (count: number) => {
        for (let left = count; left > 0; left -= 1) await change(kit, (changed += 1), { id, south })
      }
      const running: Promise<void>[] = []
      const seen = await backend.pagePeople('http://desk.test', key, id, async (request) => {
        // The changes run while the page is read.
        running.push(changeMany(CHANGES / 5))
        return app.request(request)
      })
      await Promise.all(running)
      expect(changed).toBeGreaterThanOrEqual(CHANGES)
      expect(new Set(seen).size).toBe(seen.length)
      const seenUserids = new Set(seen)
      expect(everyone.filter((userid) => !seenUserids.has(userid))).toEqual([])
    },
  )
})
