import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import path from 'node:path'
import { formatVkey, publicKeyOf } from '@desk/shared/evidence/signed-note'
import { ConfigError } from '../config/env.ts'
import type { AuditLogKey, CheckpointFile } from '../ports/audit-log-key.ts'
import { earlierAnchors } from './data-dir-files.ts'
import { writeDurably } from './write-durably.ts'

type KeyConfig = {
  DATABASE_URL?: string | undefined
  DATA_DIR: string
  PUBLIC_URL: string
  AUDIT_KEY_FILE?: string | undefined
  AUDIT_LOG_ORIGIN?: string | undefined
}

const KEY_FILE = 'audit.key'
const MAKE_KEY_COMMAND = 'npm run audit -- make-key FILE'

/**
 * Reads the private key of the evidence log, a PKCS #8 file. For an embedded database a missing key is created in its
 * folder. For PostgreSQL the file must exist, since each server would otherwise create a different key.
 * @throws ConfigError
 */
export async function openAuditLogKey(config: KeyConfig): Promise<AuditLogKey> {
  const file = auditKeyFile(config.AUDIT_KEY_FILE, config.DATA_DIR)
  if (config.DATABASE_URL === undefined) await makeAuditKey(file)
  else if (config.AUDIT_KEY_FILE === undefined)
    throw new ConfigError([`AUDIT_KEY_FILE is missing. Make the key once, for all servers: ${MAKE_KEY_COMMAND}`])
  return {
    origin: config.AUDIT_LOG_ORIGIN ?? null,
    defaultOrigin: defaultOrigin(config.PUBLIC_URL),
    seed: await readSeed(file),
    checkpointFile: openCheckpointFile(`${file}.checkpoint`),
    earlierAnchors: () => earlierAnchors(config.DATA_DIR),
  }
}

const defaultOrigin = (publicUrl: string): string => `${new URL(publicUrl).host}/audit`

/** Returns the public key of the first log that this key signs, in the format of `log.vkey`. @throws ConfigError */
export async function publicAuditKey(
  file: string,
  config: Pick<KeyConfig, 'PUBLIC_URL' | 'AUDIT_LOG_ORIGIN'>,
): Promise<string> {
  if (!URL.canParse(config.PUBLIC_URL))
    throw new ConfigError(['PUBLIC_URL must be an address, such as https://desk.example.com'])
  const name = config.AUDIT_LOG_ORIGIN || defaultOrigin(config.PUBLIC_URL)
  return formatVkey(publicKeyOf({ name, seed: await readSeed(file) }))
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT')

/** Makes a key unless there is one. Returns whether it made one. */
export async function makeAuditKey(file: string): Promise<boolean> {
  if (await stat(file).catch(() => null)) return false
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeDurably(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return true
}

/** Reads a private key. @throws ConfigError when the file is missing, unreadable, open to others, or not an Ed25519 key */
export async function readSeed(file: string): Promise<Uint8Array> {
  let key: KeyObject | null = null
  try {
    if (((await stat(file)).mode & 0o077) !== 0)
      throw new ConfigError([`AUDIT_KEY_FILE: others may read ${file}. Run: chmod 600 ${file}`])
    key = createPrivateKey(await readFile(file))
  } catch (error) {
    if (error instanceof ConfigError) throw error
    if (hasCode(error, 'EACCES')) {
      const { username } = userInfo()
      throw new ConfigError([`AUDIT_KEY_FILE: ${username} may not read ${file}. Run: chown ${username} ${file}`])
    }
    if (isMissing(error))
      throw new ConfigError([`AUDIT_KEY_FILE: there is no ${file}. Make the key once: ${MAKE_KEY_COMMAND}`])
  }
  const { d } = key?.asymmetricKeyType === 'ed25519' ? key.export({ format: 'jwk' }) : {}
  if (d === undefined) throw new ConfigError([`AUDIT_KEY_FILE: ${file} is not an Ed25519 key`])
  return new Uint8Array(Buffer.from(d, 'base64url'))
}

/** Returns where the key is stored: `AUDIT_KEY_FILE`, or in the folder of an embedded database. */
export const auditKeyFile = (configured: string | undefined, dataDir: string): string =>
  path.resolve(configured ?? path.join(dataDir, KEY_FILE))

/** Returns the checkpoint file beside the key, for a command that does not need the key itself. */
export const checkpointFileBeside = (keyFile: string): CheckpointFile => openCheckpointFile(`${keyFile}.checkpoint`)

function openCheckpointFile(file: string): CheckpointFile {
  return {
    async read() {
      return readFile(file, 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return null
        throw error
      })
    },
    write: (note) => writeDurably(file, note),
  }
}
