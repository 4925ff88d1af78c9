import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DataDirInUseError, lockDataDir } from './lock-data-dir.ts'

const workFolder = mkdtempSync(path.join(tmpdir(), 'desk-lock-'))
const modules = ['lock-data-dir', 'data-dir-owner']
const moduleUrl = (name: string) => pathToFileURL(path.join(workFolder, `${name}.mjs`)).href
// Another user must be able to read the program.
chmodSync(workFolder, 0o755)
const children: ChildProcess[] = []
let count = 0
const newDir = (suffix = '') => path.join(workFolder, `data${(count += 1)}${suffix}`)

beforeAll(() => {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  for (const name of modules) {
    const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8')
    const { outputText } = ts.transpileModule(source, { compilerOptions })
    writeFileSync(path.join(workFolder, `${name}.mjs`), outputText.replaceAll(/'(\.\/[\w-]+)\.ts'/g, "'$1.mjs'"))
  }
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(workFolder, { recursive: true, force: true }))

type Contender = { child: ChildProcess; pid: number; output: string }

/** Starts a process that takes the lock and holds it, or prints why it cannot. `output` is its first line. */
function startContender(dir: string, as: { uid?: number; gid?: number } = {}): Promise<Contender> {
  const script = `
    const { lockDataDir } = await import(${JSON.stringify(moduleUrl('lock-data-dir'))})
    const { dropPrivilegesToOwner } = await import(${JSON.stringify(moduleUrl('data-dir-owner'))})
    try {
      dropPrivilegesToOwner(${JSON.stringify(dir)})
      await lockDataDir(${JSON.stringify(dir)})
      console.log('owner')
      setInterval(() => {}, 60_000)
    } catch (error) {
      console.log(error.name + ': ' + error.message)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    ...as,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    let output = ''
    child.once('error', reject)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.includes('\n')) resolve({ child, pid: child.pid ?? 0, output: output.trim() })
    })
  })
}

const kill = ({ child }: Contender) =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })

const refusal = (dir: string, { pid }: { pid: number }) =>
  `DataDirInUseError: The data folder ${dir} is in use by process ${pid}. Stop that process, or choose another folder: DATA_DIR=…`

// Only root can create another user's file.
describe.runIf(process.getuid?.() === 0)('a data folder of another user', () => {
  const NOBODY = 65_534
  const asNobody = (dir: string) => startContender(dir, { uid: NOBODY, gid: NOBODY }).then(({ output }) => output)

  it('the error names the file, its owner and the fix when root left a file there', async () => {
    const dir = newDir()
    await (await lockDataDir(dir)).release()
    chownSync(dir, NOBODY, NOBODY)
    const output = await asNobody(dir)
    expect(output).toMatch(/^DataDirOwnerError/)
    expect(output).toContain(`holds ${dir}/owner.1.sock of user 0`)
    expect(output).toContain(`chown -R USER:GROUP ${dir}`)
    chownSync(path.join(dir, 'owner.1.sock'), NOBODY, NOBODY)
    expect(await asNobody(dir)).toContain(`holds ${dir}/owner.pid of user 0`)
    chownSync(path.join(dir, 'owner.pid'), NOBODY, NOBODY)
    expect(await asNobody(dir)).toBe('owner')
  })

  it("files that do not belong to the app, such as a disk's lost+found, are allowed", async () => {
    const dir = newDir()
    mkdirSync(path.join(dir, 'lost+found'), { recursive: true, mode: 0o700 })
    chownSync(dir, NOBODY, NOBODY)
    expect(await asNobody(dir)).toBe('owner')
  })

  it('a command run as root leaves the folder to its user, whose server starts afterwards', async () => {
    const dir = newDir()
    mkdirSync(dir)
    chownSync(dir, NOBODY, NOBODY)
    const command = await startContender(dir)
    expect(command.output).toBe('owner')
    await kill(command)
    expect(readdirSync(dir).map((name) => statSync(path.join(dir, name)).uid)).toEqual([NOBODY, NOBODY])
    expect(await asNobody(dir)).toBe('owner')
  })
})

describe.each([
  { suffix: '', name: 'a folder' },
  { suffix: `/${'long'.repeat(30)}`, name: 'a folder whose path is too long for a socket' },
])('$name', ({ suffix }) => {
  it('the folder has one owner; a second process gets the owner’s pid', async () => {
    const dir = newDir(suffix)
    const first = await startContender(dir)
    expect(first.output).toBe('owner')
    expect((await startContender(dir)).output).toBe(refusal(dir, first))
    await expect(lockDataDir(dir)).rejects.toThrow(`in use by process ${first.pid}`)
    expect(readFileSync(path.join(dir, 'owner.pid'), 'utf8')).toBe(String(first.pid))
  })

  it('the lock is free at once after its owner was killed, repeatedly', async () => {
    const dir = newDir(suffix)
    for (let i = 0; i < 3; i += 1) {
      const owner = await startContender(dir)
      expect(owner.output).toBe('owner')
      await kill(owner)
    }
    const lock = await lockDataDir(dir)
    expect(readdirSync(dir).filter((name) => name.endsWith('.sock'))).toEqual(['owner.4.sock'])
    await lock.release()
  })

  it('exactly one of many concurrent starters takes the lock of a killed owner', async () => {
    const dir = newDir(suffix)
    await kill(await startContender(dir))
    const all = await Promise.all(Array.from({ length: 6 }, () => startContender(dir)))
    const owners = all.filter(({ output }) => output === 'owner')
    expect(owners).toHaveLength(1)
    for (const other of all.filter(({ output }) => output !== 'owner')) {
      expect(other.output).toMatch(/^DataDirInUseError: .* is in use by process \d+/)
    }
    const latecomer = await startContender(dir)
    expect(owners[0] && latecomer.output).toBe(owners[0] && refusal(dir, owners[0]))
  })
})

describe('lockDataDir', () => {
  it('lockDataDir does not take the lock of a hanging owner, whose pid is still in the error', async () => {
    const dir = newDir()
    const owner = await startContender(dir)
    owner.child.kill('SIGSTOP')
    expect((await startContender(dir)).output).toBe(refusal(dir, owner))
  })

  it('lockDataDir refuses a second lock to the same process until the first is released', async () => {
    const dir = newDir()
    const lock = await lockDataDir(dir)
    await expect(lockDataDir(dir)).rejects.toBeInstanceOf(DataDirInUseError)
    await lock.release()
    await (await lockDataDir(dir)).release()
  })

  it('lockDataDir creates the folder with access for its owner only, and leaves no temporary files', async () => {
    const dir = path.join(newDir(), 'deeper')
    const lock = await lockDataDir(dir)
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    expect(statSync(path.join(dir, 'owner.pid')).mode & 0o777).toBe(0o600)
    expect(readdirSync(dir).sort()).toEqual(['owner.1.sock', 'owner.pid'])
    await lock.release()
    expect(existsSync(path.join(dir, 'owner.1.sock'))).toBe(true)
  })
})
