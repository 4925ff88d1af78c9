import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import {
  isAuditIntact,
  countOwnRequests,
  createDiskFullEnvironment,
  createDatabaseOnDisk,
  submitAndWithdraw,
  submitUntilAccepted,
} from './disk-full-environment.ts'
import { mountSmallDisk } from './small-disk.ts'

const MEGABYTE = 1024 * 1024
/** More than the server keeps free and a new database takes together. */
const DISK_MB = 260
/** Less free space than that below which the server refuses new requests. */
const LOW_MB = 40
const ATTEMPTS = 400
const figures: Figure[] = []
const check = (condition: string, isMet: boolean) =>
  figures.push({ what: condition, value: isMet ? 0 : 1, unit: '', goal: 0 })
const hasText = (value: unknown, text: string) => JSON.stringify(value).includes(text)

function mountDisk() {
  const disk = mountSmallDisk(DISK_MB)
  if (disk) return disk
  console.error('Cannot mount a tmpfs. Run this as a user with permission to mount.')
  process.exit(1)
}

async function checkPglite(): Promise<void> {
  const disk = mountDisk()
  const environment = await createDiskFullEnvironment(disk)
  try {
    const [member, ops] = [await environment.signIn('guoji'), await environment.signIn('chenhaiyan')]
    await submitUntilAccepted(member)
    disk.fill(LOW_MB * MEGABYTE)
    const low = await submitAndWithdraw(member)
    check('PGlite, low: a new request is refused with storage.full', low.status === 503 && low.code === 'storage.full')
    check('PGlite, low: the server stays ready', hasText(await environment.readiness(), '"ready"'))
    check('PGlite, low: pages are read', (await member.open('/requests')).status === 200)
    const selfCheck = await (await ops.post('/api/settings/check/run', {})).json()
    check('PGlite, low: the self-check reports a full disk', hasText(selfCheck, '"reason":"full"'))
    const acknowledged = await countOwnRequests(member)

    disk.fill(0)
    const unexpected = new Map<number, number>()
    for (let attempt = 0; attempt < ATTEMPTS && environment.product().isRunning(); attempt += 1) {
      const status = await environment.signIn('guoji').then(
        () => 200,
        (error: Error) => Number(/: (\d{3}) /.exec(error.message)?.[1] ?? 0),
      )
      if (![0, 200, 503].includes(status)) unexpected.set(status, (unexpected.get(status) ?? 0) + 1)
    }
    check('PGlite, full: sign-ins succeed, get 503 or lose the connection', unexpected.size === 0)
    if (unexpected.size > 0) console.log('unexpected statuses', [...unexpected])
    figures.push({
      what: 'PGlite, full: crashes of the server',
      value: environment.product().isRunning() ? 0 : 1,
      unit: '',
    })
    if (environment.product().isRunning()) await environment.product().kill()
    else check('PGlite, full: the server says why it ended', hasText(environment.product().lines, 'Make room'))
    const restarted = environment.start()
    check('PGlite, full: the server does not start', (await restarted.ended) === 1)
    check('PGlite, full: the server says what to do', hasText(restarted.lines, 'Make room and start again'))

    disk.empty()
    environment.start()
    await environment.whenReady()
    const memberAgain = await environment.signIn('guoji')
    figures.push({
      what: 'PGlite: acknowledged requests lost',
      value: Math.abs((await countOwnRequests(memberAgain)) - acknowledged),
      unit: '',
      goal: 0,
    })
    await submitUntilAccepted(memberAgain)
    check('PGlite: the audit is intact', await isAuditIntact(await environment.signIn('qinyue')))
  } finally {
    await environment.stop()
    disk.remove()
  }
}

async function checkPostgres(): Promise<void> {
  const disk = mountDisk()
  const postgres = await startPostgres({ durable: true })
  const database = await createDatabaseOnDisk(postgres.url, disk)
  const environment = await createDiskFullEnvironment(disk, database.url)
  try {
    const member = await environment.signIn('guoji')
    await submitUntilAccepted(member)
    disk.fill(0)
    const unexpected: number[] = []
    let refused = 0
    let accepted = await countOwnRequests(member)
    for (let attempt = 0; attempt < ATTEMPTS && refused < 3; attempt += 1) {
      const { status, code } = await submitAndWithdraw(member)
      if (status === 201) accepted += 1
      else if (status === 503 && code === 'storage.full') refused += 1
      else unexpected.push(status)
    }
    check('PostgreSQL, full: new requests are refused with storage.full', refused > 0)
    check('PostgreSQL, full: no request gets another error', unexpected.length === 0)
    if (unexpected.length > 0) console.log('unexpected statuses', unexpected)
    check('PostgreSQL, full: the server stays ready', hasText(await environment.readiness(), '"ready"'))
    check('PostgreSQL, full: pages are read', (await member.open('/requests')).status === 200)
    disk.empty()
    await submitUntilAccepted(member)
    figures.push({
      what: 'PostgreSQL: acknowledged requests lost',
      value: Math.abs((await countOwnRequests(member)) - accepted - 1),
      unit: '',
      goal: 0,
    })
    check('PostgreSQL: the audit is intact', await isAuditIntact(await environment.signIn('qinyue')))
  } finally {
    await environment.stop()
    await database.drop()
    await postgres.stop()
    disk.remove()
  }
}

await checkPglite()
await checkPostgres()
process.exit(report('disk-full', figures, { postgresql: '18' }))
