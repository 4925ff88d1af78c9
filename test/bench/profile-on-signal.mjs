// Loaded before the server by a bench (`--import`). SIGUSR2 starts a CPU profile; the next one writes it to CPU_PROFILE_FILE.
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
  // Renamed when it is complete, for a process that waits for the file.
  writeFileSync(`${file}.part`, JSON.stringify(profile))
  renameSync(`${file}.part`, file)
}
