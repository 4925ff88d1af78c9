import { createPrivateKey } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The bytes of an Ed25519 key in PKCS #8 before its seed (RFC 8410). */
const PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Writes the key of the evidence log into a folder, unless it is there; it is the same in all tests. Returns the file. */
export function writeAuditKey(folder: string): string {
  const file = join(folder, 'audit.key')
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const der = Buffer.concat([PREFIX, Buffer.alloc(32, 1)])
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(file, pem, { mode: 0o600 })
  return file
}
