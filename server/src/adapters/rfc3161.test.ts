import { HOUR_MS } from '@desk/shared/kernel/durations'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { textOf } from '@desk/shared/evidence/bytes'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { auditTimestamps } from '../db/schema/index.ts'
import { anchorAudit } from '../features/audit/jobs/anchor-audit.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { stampAnchors } from '../features/audit/jobs/stamp-anchors.ts'
import { exportBundle } from '../features/policies/evidence/bundle/export-bundle.ts'
import { recordAudit } from '../kernel/audit/record-audit.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../testing/fixtures/policy.ts'
import { test } from '../testing/kit.ts'
import { rfc3161 } from './rfc3161.ts'
import { utf8 } from '@desk/shared/evidence/bytes'

const folder = mkdtempSync(join(tmpdir(), 'desk-tsa-'))
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })

const config = `[tsa]
serial = ${join(folder, 'serial')}
crypto_device = builtin
signer_cert = ${join(folder, 'tsa.crt')}
signer_key = ${join(folder, 'tsa.pem')}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`

/** Creates the authority's response to a request; null: openssl creates it. */
let answer: ((request: Buffer) => Buffer) | null = null
/** A time-stamp authority on `openssl ts`. */
const service = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts)
    response.end(answer ? answer(body) : stampWithOpenssl(body))
  })
})

function stampWithOpenssl(request: Buffer): Buffer {
  writeFileSync(join(folder, 'request.tsq'), request)
  openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'tsa', '-queryfile', 'request.tsq', '-out', 'reply.tsr')
  return readFileSync(join(folder, 'reply.tsr'))
}

describe('rfc3161', () => {
  beforeAll(async () => {
    writeFileSync(join(folder, 'tsa.cnf'), config)
    writeFileSync(join(folder, 'serial'), '01\n')
    const usage = ['-addext', 'extendedKeyUsage=critical,timeStamping', '-addext', 'keyUsage=digitalSignature']
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.pem', '-out', 'tsa.crt', '-days', '2']
    openssl('req', '-x509', '-subj', '/CN=tsa', ...key, ...usage)
    await new Promise<void>((done) => service.listen(0, '127.0.0.1', done))
  })
  afterAll(() => {
    service.close()
    rmSync(folder, { recursive: true })
  })
  const verify = () => openssl('ts', '-verify', '-in', 'token.tsr', '-data', 'checkpoint.txt', '-CAfile', 'tsa.crt')
  const url = () => `http://127.0.0.1:${String((service.address() as AddressInfo).port)}/`

  test('stampAnchors stamps an anchor once, and openssl verifies the time stamp', async ({ kit }) => {
    const { db, clock } = kit.deps
    const row = { at: clock.now(), actor: 'limin', action: 'audit.read' as const, object: 'x', details: {} }
    await db.transaction((tx) => recordAudit(tx, row))
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    const stamps = rfc3161(url())
    expect([await stampAnchors(kit.deps, stamps), await stampAnchors(kit.deps, stamps)]).toEqual([1, 0])
    const [stamp] = await db.select().from(auditTimestamps)
    writeFileSync(join(folder, 'token.tsr'), stamp!.token)
    writeFileSync(join(folder, 'checkpoint.txt'), kit.deps.auditLogKey.state.note!)
    expect(verify).not.toThrow()
    writeFileSync(join(folder, 'checkpoint.txt'), 'another')
    expect(verify).toThrow()
  })

  test('openssl verifies the time stamp in an evidence file over its checkpoint', async ({ kit }) => {
    const id = await createPublishedPolicy(kit, await policyCompany(kit), draftOf([clause('1')]))
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    expect(await stampAnchors(kit.deps, rfc3161(url()))).toBe(1)
    const parts: Uint8Array[] = []
    for await (const part of exportBundle(kit.deps, { policy: id }, 'author')) parts.push(part)
    const files = readZip(Buffer.concat(parts))
    expect(await verifyBundle(files)).toMatchObject({ isValid: true, anchors: 1, timestamps: 1 })
    const [line = ''] = textOf(files.get('anchors.jsonl')!)!.split('\n')
    const { checkpoint, timestamp } = JSON.parse(line) as { checkpoint: string; timestamp: string }
    writeFileSync(join(folder, 'token.tsr'), timestamp, 'base64')
    writeFileSync(join(folder, 'checkpoint.txt'), checkpoint)
    expect(verify).not.toThrow()
    writeFileSync(join(folder, 'checkpoint.txt'), checkpoint.replace('desk.', 'dusk.'))
    expect(verify).toThrow()
  })

  test('rfc3161 refuses a time stamp for another request, other bytes or another time, one with a wrong signature, and an answer without a time stamp', async () => {
    const stamp = () => rfc3161(url()).stamp(utf8('text'))
    answer = null
    await stamp()
    const earlier = readFileSync(join(folder, 'reply.tsr'))
    answer = () => earlier
    await expect(stamp()).rejects.toThrow('answers another request')
    await expect(rfc3161(url()).stamp(utf8('other'))).rejects.toThrow('covers other bytes')
    // The end of the answer is the signature.
    answer = (request) => {
      const forged = stampWithOpenssl(request)
      forged.writeUInt8(forged.readUInt8(forged.length - 1) ^ 1, forged.length - 1)
      return forged
    }
    await expect(stamp()).rejects.toThrow('not signed by a certificate in it')
    answer = null
    const anHourAhead = { now: () => new Date(Date.now() + HOUR_MS) }
    await expect(rfc3161(url(), anHourAhead).stamp(utf8('text'))).rejects.toThrow(
      'states another time than this server has',
    )
    answer = () => Buffer.from('nothing')
    await expect(stamp()).rejects.toThrow()
    answer = null
  })
})
