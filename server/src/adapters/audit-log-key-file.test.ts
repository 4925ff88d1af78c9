import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAuditKey, openAuditLogKey, publicAuditKey } from './audit-log-key-file.ts'

const PUBLIC_URL = 'https://desk.example.com'
let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'desk-key-'))
  file = path.join(folder, 'keys', 'audit.key')
})
afterEach(() => rm(folder, { recursive: true }))

const open = (config: { DATABASE_URL?: string; AUDIT_KEY_FILE?: string }) =>
  openAuditLogKey({ DATA_DIR: folder, PUBLIC_URL, ...config })

describe('the key of the evidence log', () => {
  it('the key of the evidence log is made once, and only its owner may read it', async () => {
    await makeAuditKey(file)
    const made = await readFile(file, 'utf8')
    await makeAuditKey(file)
    expect(await readFile(file, 'utf8')).toBe(made)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('the key of the evidence log is made by a server with an embedded database, and required with PostgreSQL', async () => {
    expect((await open({})).seed).toHaveLength(32)
    const withPostgresql = { DATABASE_URL: 'postgres://db/desk' }
    await expect(open(withPostgresql)).rejects.toThrow('npm run audit -- make-key FILE')
    await expect(open({ ...withPostgresql, AUDIT_KEY_FILE: file })).rejects.toThrow(`there is no ${file}`)
  })

  it('the key of the evidence log is refused when others may read it', async () => {
    await makeAuditKey(file)
    await chmod(file, 0o640)
    await expect(open({ AUDIT_KEY_FILE: file })).rejects.toThrow(`chmod 600 ${file}`)
  })

  it('the key of the evidence log has a public key with the name of the log, and no two keys share it', async () => {
    await makeAuditKey(file)
    const vkey = await publicAuditKey(file, { PUBLIC_URL })
    expect(parseVkey(vkey)?.name).toBe((await open({ AUDIT_KEY_FILE: file })).defaultOrigin)
    const named = await publicAuditKey(file, { PUBLIC_URL, AUDIT_LOG_ORIGIN: 'example.com/log' })
    expect(parseVkey(named)?.name).toBe('example.com/log')
    expect(await makeAuditKey(`${file}.2`)).toBe(true)
    expect(await makeAuditKey(`${file}.2`)).toBe(false)
    expect(await publicAuditKey(`${file}.2`, { PUBLIC_URL })).not.toBe(vkey)
    await expect(publicAuditKey(file, { PUBLIC_URL: 'desk' })).rejects.toThrow('PUBLIC_URL')
  })
})
