import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

// npm starts a script through `sh -c`: a SIGTERM to npm ends npm and the shell, but not this process. So this process
// follows its parent, and every child gets a separate process group, which is ended as a whole.
const GRACE_MS = 5000
const PARENT_CHECK_MS = 300
/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  try {
    process.kill(-(/** @type {number} */ (child.pid)), signal)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}

/** @param {import('node:child_process').ChildProcess} child */
export async function endChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  signalGroup(child, 'SIGTERM')
  const killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS)
  await ended
  clearTimeout(killTimer)
}

/** @type {(() => void) | null} */
let whenOrphaned = null
let isFollowing = false

/**
 * Calls `onOrphaned` once, when the parent process has ended. A later call replaces the function; null removes it.
 * @param {(() => void) | null} onOrphaned
 */
export function followParent(onOrphaned) {
  whenOrphaned = onOrphaned
  if (isFollowing) return
  isFollowing = true
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    // The signal that ended the parent may have been sent to this process too: its handler runs first.
    setImmediate(() => whenOrphaned?.())
  }, PARENT_CHECK_MS)
  timer.unref()
}

/** Ends all children and then this process on a signal, or at the end of the parent process. */
export function endChildrenWithUs() {
  let isEnding = false
  const end = async (/** @type {number} */ status) => {
    if (isEnding) return
    isEnding = true
    await Promise.all([...children].map(endChild))
    process.exit(status)
  }
  process.on('SIGINT', () => void end(130))
  process.on('SIGTERM', () => void end(143))
  process.on('SIGHUP', () => void end(129))
  followParent(() => void end(143))
}

/**
 * Starts a child process in a separate process group.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: 'inherit' | 'pipe', isLowPriority?: boolean }} [options]
 * `isLowPriority`: other processes come first when the processor is busy
 */
export function startChild(command, args, { cwd, env, stdio = 'inherit', isLowPriority = false } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, detached: true })
  if (isLowPriority && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/**
 * Runs a command to its end and returns the exit status; a signal or a missing program counts as a failure.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, isLowPriority?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options) {
  const child = startChild(command, args, options)
  return new Promise((resolve) => {
    child.once('exit', (status) => resolve(status ?? 1))
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`)
      resolve(1)
    })
  })
}

/**
 * Runs like `run`, but shows the output only when the command fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, isLowPriority?: boolean }} [options]
 * @returns {Promise<number>}
 */
export async function runQuietly(command, args, options) {
  const child = startChild(command, args, { ...options, stdio: 'pipe' })
  /** @type {Buffer[]} */
  const printed = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ bytes) => printed.push(bytes))
  const status = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  if (status !== 0) process.stderr.write(Buffer.concat(printed))
  return status
}

/** @param {string} script @param {readonly string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv, isLowPriority?: boolean }} [options] */
export const runNode = (script, args, options) => run(process.execPath, [script, ...args], options)
