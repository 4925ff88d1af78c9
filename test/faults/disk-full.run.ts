import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import {
  auditIsIntact,
  countMine,
  createDiskWorld,
  databaseOnDisk,
  submitAndWithdraw,
  untilTaken,
} from './disk-full-scenario.ts'
import { smallDisk } from './full-disk.ts'

const MEGABYTE = 1024 * 1024
/** Above what the server wants to keep free, and what a new database takes. */
const DISK_MB = 260
const LOW_MB = 40
const ATTEMPTS = 400
const figures: Figure[] = []
const expected = (what: string, isSo: boolean) => figures.push({ what, value: isSo ? 0 : 1, unit: '', goal: 0 })
const hasText = (value: unknown, text: string) => JSON.stringify(value).includes(text)

function makeDisk() {
  const disk = smallDisk(DISK_MB)
  if (disk) return disk
  console.error('A small disk cannot be mounted here: run this as a user who may mount a tmpfs.')
  process.exit(1)
}

async function embedded(): Promise<void> {
  const disk = makeDisk()
  const world = await createDiskWorld(disk)
  const [member, auditor, ops] = [
    await world.signIn('guoji'),
    await world.signIn('qinyue'),
    await world.signIn('chenhaiyan'),
  ]
  await untilTaken(member)
  disk.fill(LOW_MB * MEGABYTE)
  const low = await submitAndWithdraw(member)
  expected('PGlite, low: a new request is refused with storage.full', low.status === 503 && low.code === 'storage.full')
  expected('PGlite, low: readiness says storage', hasText(await world.readiness(), '"storage":false'))
  expected('PGlite, low: pages are read', (await member.open('/requests')).status === 200)
  const check = await (await ops.post('/api/settings/check/run', {})).json()
  expected('PGlite, low: the self-check says so', hasText(check, '"reason":"full"'))
  const acknowledged = await countMine(member)

  disk.fill(0)
  const odd = new Map<number, number>()
  for (let attempt = 0; attempt < ATTEMPTS && world.product().isRunning(); attempt += 1) {
    const status = await world.signIn('guoji').then(
      () => 200,
      (error: Error) => Number(/: (\d{3}) /.exec(error.message)?.[1] ?? 0),
    )
    if (![0, 200, 503].includes(status)) odd.set(status, (odd.get(status) ?? 0) + 1)
  }
  expected('PGlite, full: sign-ins get in, or 503', odd.size === 0)
  if (odd.size > 0) console.log('answers', [...odd])
  figures.push({ what: 'PGlite, full: the server fell over', value: world.product().isRunning() ? 0 : 1, unit: '' })
  if (world.product().isRunning()) await world.product().kill()
  else expected('PGlite, full: it says why it ended', hasText(world.product().lines, 'Make room'))
  const again = world.start()
  expected('PGlite, full: it does not start', (await again.ended) === 1)
  expected('PGlite, full: it says what to do', hasText(again.lines, 'Make room and start again'))

  disk.empty()
  world.start()
  await world.whenReady()
  const later = await world.signIn('guoji')
  figures.push({
    what: 'PGlite: acknowledged requests lost',
    value: Math.abs((await countMine(later)) - acknowledged),
    unit: '',
    goal: 0,
  })
  await untilTaken(later)
  expected('PGlite: the audit is intact', await auditIsIntact(await world.signIn('qinyue')))
  void auditor
  await world.stop()
  disk.remove()
}

async function server(): Promise<void> {
  const disk = makeDisk()
  const postgres = await startPostgres({ durable: true })
  const database = await databaseOnDisk(postgres.url, disk)
  const world = await createDiskWorld(disk, database.url)
  const member = await world.signIn('guoji')
  await untilTaken(member)
  disk.fill(0)
  const odd: number[] = []
  let refused = 0
  let taken = await countMine(member)
  for (let attempt = 0; attempt < ATTEMPTS && refused < 3; attempt += 1) {
    const { status, code } = await submitAndWithdraw(member)
    if (status === 201) taken += 1
    else if (status === 503 && code === 'storage.full') refused += 1
    else odd.push(status)
  }
  expected('PostgreSQL, full: refused with storage.full', refused > 0)
  expected('PostgreSQL, full: and with nothing else', odd.length === 0)
  if (odd.length > 0) console.log('answers', odd)
  expected('PostgreSQL, full: readiness says storage', hasText(await world.readiness(), '"storage":false'))
  expected('PostgreSQL, full: pages are read', (await member.open('/requests')).status === 200)
  disk.empty()
  await untilTaken(member)
  figures.push({
    what: 'PostgreSQL: acknowledged requests lost',
    value: Math.abs((await countMine(member)) - taken - 1),
    unit: '',
    goal: 0,
  })
  expected('PostgreSQL: the audit is intact', await auditIsIntact(await world.signIn('qinyue')))
  await world.stop()
  await database.drop()
  await postgres.stop()
  disk.remove()
}

await embedded()
await server()
process.exit(report('disk-full', figures, { postgresql: '18' }))
