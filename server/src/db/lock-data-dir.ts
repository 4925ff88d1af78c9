import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { requireOwnFiles } from './data-dir-owner.ts'

export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError'
  constructor(dir: string, owner: string) {
    super(
      `The data folder ${dir} is in use by process ${owner}. Stop that process, or choose another folder: DATA_DIR=…`,
    )
  }
}

export type DataDirLock = { release(): Promise<void> }

/** Sockets of successive owners, each with its number: `owner.7.sock`. */
const OWNER = /^owner\.(\d+)\.sock$/
export const PID_FILE = 'owner.pid'
/** A socket address has 108 bytes on Linux, 104 on macOS; `starting-XXXXXX/s` is added to the folder. */
const MAX_FOLDER_BYTES = 80
/** An owner that accepts but does not respond within this time is busy; its pid is in the file, too. */
const ANSWER_WITHIN_MS = 500

/**
 * Makes this process the only user of the folder, which two embedded databases would silently corrupt. The kernel closes
 * a killed owner's socket, so a lock never expires by time. Creates the folder, with access for this user only.
 * @throws DataDirInUseError at once when another process, or this one, holds it; DataDirOwnerError when files of
 * another user are there, whose process cannot be contacted.
 */
export async function lockDataDir(dir: string): Promise<DataDirLock> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  requireOwnFiles(dir)
  const folder = shortenPath(path.resolve(dir))
  const starting = mkdtempSync(path.join(folder.path, 'starting-'))
  const socket = path.join(starting, 's')
  const server = await listen(socket)
  try {
    const owner = await publishOwner(folder.path, socket)
    if (owner !== null) throw new DataDirInUseError(dir, owner)
    writeFileSync(path.join(folder.path, PID_FILE), String(process.pid), { mode: 0o600 })
    return { release: () => close(server) }
  } catch (error) {
    await close(server)
    throw error
  } finally {
    rmSync(starting, { recursive: true, force: true })
    folder.forget()
  }
}

/**
 * Returns null once `socket` is published as the newest owner, otherwise the present owner's pid. A number is taken by a hard
 * link, which exactly one process can create; the newest number is never deleted, so that a dead owner cannot be
 * succeeded twice.
 */
async function publishOwner(folder: string, socket: string): Promise<string | null> {
  for (;;) {
    const newest = newestOwner(folder)
    const owner = newest === 0 ? null : await queryOwner(folder, newest)
    if (owner !== null) return owner
    const ownNumber = newest + 1
    if (!tryLink(socket, ownerPath(folder, ownNumber))) continue
    // Others took and deleted this number meanwhile, and a newer owner exists: remove it and check again.
    if (newestOwner(folder) > ownNumber) rmSync(ownerPath(folder, ownNumber), { force: true })
    else return clearOlder(folder, ownNumber)
  }
}

const ownerPath = (folder: string, number: number) => path.join(folder, `owner.${number}.sock`)
const ownerNumbers = (folder: string) => readdirSync(folder).flatMap((name) => Number(OWNER.exec(name)?.[1] ?? []))
const newestOwner = (folder: string) => Math.max(0, ...ownerNumbers(folder))

function clearOlder(folder: string, ownNumber: number): null {
  for (const number of ownerNumbers(folder)) if (number < ownNumber) rmSync(ownerPath(folder, number), { force: true })
  return null
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Returns the pid behind the socket; null when no process listens. */
function queryOwner(folder: string, number: number): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = ''
    const finish = (owner: string | null) => {
      connection.destroy()
      resolve(owner)
    }
    const connection = connect(ownerPath(folder, number))
    connection.setEncoding('utf8')
    connection.setTimeout(ANSWER_WITHIN_MS, () => finish(readPid(folder)))
    connection.on('data', (text) => (answer += text))
    connection.on('end', () => finish(answer === '' ? readPid(folder) : answer))
    connection.on('error', ({ code }: NodeJS.ErrnoException) =>
      finish(code === 'ECONNREFUSED' || code === 'ENOENT' ? null : readPid(folder)),
    )
  })
}

function readPid(folder: string): string {
  try {
    return readFileSync(path.join(folder, PID_FILE), 'utf8')
  } catch {
    return 'unknown'
  }
}

function listen(socket: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => {
      // The client may disconnect before the response.
      connection.on('error', () => {})
      connection.end(String(process.pid))
    })
    server.once('error', reject)
    server.listen(socket, () => resolve(server.unref()))
  })
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()))

/**
 * Returns the folder, or a short symbolic link to it for a socket address. The sockets are in the folder either way.
 */
function shortenPath(folder: string): { path: string; forget(): void } {
  if (Buffer.byteLength(folder) <= MAX_FOLDER_BYTES) return { path: folder, forget: () => {} }
  const detour = mkdtempSync(path.join(tmpdir(), 'desk-'))
  const symlink = path.join(detour, 'd')
  symlinkSync(folder, symlink)
  return { path: symlink, forget: () => rmSync(detour, { recursive: true, force: true }) }
}
