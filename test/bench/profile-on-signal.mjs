// Loaded before the server by a measurement (`--import`). SIGUSR2 starts a CPU profile; the next one writes it to the file.
import { renameSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

const file = process.env['CPU_PROFILE_FILE'] ?? 'server.cpuprofile'
/** @type {Session | null} */
let session = null

process.on('SIGUSR2', () => void (session ? stop(session) : start()))

async function start() {
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
}

async function stop(/** @type {Session} */ running) {
  session = null
  const { profile } = await running.post('Profiler.stop')
  running.disconnect()
  // Whoever waits for the file finds it complete.
  writeFileSync(`${file}.part`, JSON.stringify(profile))
  renameSync(`${file}.part`, file)
}
