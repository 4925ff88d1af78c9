import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { pinoLog } from '../adapters/pino-log.ts'
import { WecomRefusedError, WecomUnreachableError } from '../kernel/app-error.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { createSession, createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'

/** Unique personal values: any of them in a log is a leak. */
const canary = {
  name: '金丝雀姓名',
  adminName: '金丝雀主管',
  position: '金丝雀岗位',
  newPosition: '金丝雀新岗位',
  telephone: '0755-31415926',
  newTelephone: '0755-27182818',
  department: '金丝雀部门',
} as const

function captureLogs({ deps }: Kit) {
  const lines: string[] = []
  return { lines, deps: { ...deps, log: pinoLog({ write: (line: string) => void lines.push(line) }) } }
}

async function company({ given }: Kit) {
  const department = await given.department({ name: canary.department })
  const person = { department, position: canary.position, telephone: canary.telephone }
  const applicant = await given.member({ ...person, userid: 'guoji', name: canary.name })
  const admin = await given.member({ ...person, userid: 'limin', name: canary.adminName, adminOf: [department] })
  return { applicant, admin }
}

const payload = {
  position: { from: canary.position, to: canary.newPosition },
  telephone: { from: canary.telephone, to: canary.newTelephone },
}
const agreed = { position: { verdict: 'agree' }, telephone: { verdict: 'agree' } }

test('the log of a whole request contains no personal data', async ({ kit }) => {
  const { lines, deps } = captureLogs(kit)
  const { applicant, admin } = await company(kit)
  const { requestAs } = createTestClient(deps)
  const submit = (body: unknown, key: string) =>
    requestAs(applicant, 'POST', '/api/requests', body, { 'idempotency-key': key })
  const body = { kind: 'info_change', payload }

  const view = (await (await submit(body, 'key-of-the-canary-1')).json()) as RequestView
  expect(view.state).toBe('open')
  // Repeated, invalid, malformed and outdated requests, each of which is logged.
  await submit(body, 'key-of-the-canary-2')
  await submit({ ...body, payload: { [canary.name]: canary.telephone } }, 'key-of-the-canary-3')
  await submit(
    { ...body, payload: { telephone: { from: canary.newTelephone, to: canary.telephone } } },
    'key-of-the-canary-4',
  )
  await requestAs(applicant, 'GET', `/api/requests?after=${encodeURIComponent(canary.name)}`)
  await requestAs(applicant, 'GET', `/${encodeURIComponent(canary.name)}`)

  // The first call to WeCom times out; the second is refused, since the recipient of the card is unknown.
  kit.deps.wecom.failures.push(new WecomUnreachableError('timeout', 'message/send'), new WecomRefusedError(81013, 'x'))
  await drainOutbox(deps)
  const { version, seenHash } = view
  const decide = () =>
    requestAs(admin, 'POST', `/api/requests/${view.id}/decision`, { version, seenHash, fields: agreed })
  await decide()
  await decide()
  kit.deps.clock.advanceHours(1)
  kit.deps.wecom.failures.push(new WecomRefusedError(60011, 'user/update'))
  await drainOutbox(deps)

  // A bug: a query with personal data in its parameters, and the session it occurred in.
  const token = await createSession(deps, applicant)
  deps.log.error({ err: await failure(deps, token), token, telephone: canary.telephone }, 'a bug')

  const log = lines.join('')
  expect(lines.length).toBeGreaterThan(5)
  const leaked = [...Object.values(canary), token].filter((value) => log.includes(value))
  expect(leaked).toEqual([])
})

const failure = (deps: Pick<Kit['deps'], 'db'>, token: string): Promise<unknown> =>
  deps.db.execute(sql`select ${canary.name}::text = ${token}::text, 1 / 0`).then(
    () => null,
    (error: unknown) => error,
  )
