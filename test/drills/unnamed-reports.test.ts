import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createReceipt } from '@desk/shared/incidents/incident-receipt'
import type { IncidentForm } from '@desk/shared/incidents/incident-schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { adminOf, departmentId, deskCompany, OPS, staffOf } from '../faults/desk-company.ts'
import { createSessions } from '../lib/create-sessions.ts'
import { navigation } from '../lib/navigation.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { type Installation, startInstallation } from './logged-installation.ts'
import { PNG_PIXEL } from '../lib/png-pixel.ts'

/** The file in which this drill records how the database was read, for the notes of `npm run verify:release`. */
const DUMPED_BY = pathInRepository('test/test-results/dumped-by')
const REPORTS = 1000
const CONCURRENCY = 8
/** The number of the first reporter. From here on userids are equally long, so that none is part of another. */
const FIRST = 1000
const HANDLERS = [staffOf(0, 0), staffOf(0, 1)] as const
const CONTACT = staffOf(0, 2)
/** The member whom some of the reports are about, and the text that is typed to find them. */
const SUSPECT = adminOf(0, 'b')
const SEARCH_TEXT = '管理员0b'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

type Person = { userid: string; address: string; agent: string; cookie: string }

/** Grants the role to two handlers and names the contact. */
async function openReporting({ send }: Installation, headers: Record<string, string>): Promise<void> {
  const post = async (path: string, body: unknown) => {
    const { status, text } = await send('127.0.0.1', { method: 'POST', path, headers, body })
    if (status >= 300) throw new Error(`${path}: ${String(status)} ${text}`)
  }
  await until('a directory', async () => {
    const { status } = await send('127.0.0.1', { path: '/api/settings/incidents', headers })
    return status === 200 || null
  })
  for (const userid of HANDLERS) await post('/api/settings/roles', { role: 'incident_handler', userid })
  await post('/api/settings/incidents', { contact: { userid: CONTACT, phone: '0755-86012046' }, version: 0 })
}

/** Handles the items in order, a few of them at the same time. */
async function forEachConcurrently<Item>(
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) await act(items[index]!, index)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
}

describe('an installation behind nginx', () => {
  it(
    'after a thousand mixed reports, database dump, logs and metrics contain nothing that identifies those who gave no name',
    { timeout: 1_200_000 },
    async () => {
      const installation = await startInstallation(deskCompany([FIRST + REPORTS]), cleanups)
      const { database, publicUrl, send } = installation
      const userids = Array.from({ length: REPORTS }, (_, index) => staffOf(0, FIRST + index))
      const sessions = await createSessions(database, publicUrl, [...userids, OPS, adminOf(0, 'a')])
      const headersOf = (userid: string) => ({ cookie: sessions.headersOf(userid)['cookie'] ?? '' })
      await openReporting(installation, headersOf(OPS))
      const persons = userids.map((userid, index): Person => ({
        userid,
        address: `127.77.${String(100 + Math.floor(index / 100))}.${String(100 + (index % 100))}`,
        agent: `wxwork/4.1 phone-${String(10_000 + index)}`,
        ...headersOf(userid),
      }))
      const isUnnamed = (index: number) => index % 2 === 0
      const signedIn = ({ cookie, agent }: Person) => ({ cookie, 'user-agent': agent })
      // Everybody opens the form with their session and searches for the person whom they report. That happens before
      // `before` is read, since it is no part of the report.
      await forEachConcurrently(persons, async (person) => {
        const opened = await send(person.address, {
          path: '/incidents/new',
          headers: { ...signedIn(person), ...navigation },
        })
        const search = { path: `/api/members?q=${encodeURIComponent(SEARCH_TEXT)}`, headers: signedIn(person) }
        expect([opened.status, (await send(person.address, search)).status]).toEqual([200, 200])
      })
      // The files of the form and of the mailbox, which are named after their pages.
      const visitor = persons[0]!
      const bothPages = ['/incidents/new', '/incidents/mailbox'].map((path) =>
        send(visitor.address, { path, headers: { ...signedIn(visitor), ...navigation } }),
      )
      const linked = (await Promise.all(bothPages)).flatMap(
        ({ text }) => text.match(/\/assets\/[\w.-]+\.(?:js|css)/g) ?? [],
      )
      const files = [...new Set(linked)].filter((path) => /\/(?:IncidentReportPage|MailboxPage)-/.test(path))
      expect(files.length).toBeGreaterThanOrEqual(2)
      const form = await send('127.0.0.1', { path: '/api/incidents/form', headers: headersOf(OPS) })
      const { token } = JSON.parse(form.text) as IncidentForm
      const before = await installation.readEverything()

      await forEachConcurrently(persons, async (person, index) => {
        // Some write to their department, some name a person, and some send a picture.
        const isToDepartment = index % 3 === 0
        const content = {
          kind: 'sharing',
          recipient: isToDepartment ? 'department' : 'management',
          text: `第 ${String(index)} 件`,
          involved: index % 4 < 2 ? [SUSPECT] : [],
          ...(index % 5 === 0 && { picture: PNG_PIXEL }),
        }
        const department = isToDepartment ? { departmentId: departmentId(0) } : {}
        const key = { 'idempotency-key': `drill-key-${String(index)}` }
        const receipt = createReceipt((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
        const { status, text } = isUnnamed(index)
          ? await send(person.address, {
              method: 'POST',
              path: '/api/incidents/unnamed',
              headers: { 'user-agent': person.agent },
              body: { ...content, ...department, token, receipt },
            })
          : await send(person.address, {
              method: 'POST',
              path: '/api/incidents',
              headers: { ...signedIn(person), ...key },
              body: content,
            })
        expect([status, status === 201 ? '' : installation.causeOf(text)]).toEqual([201, ''])
        // Unnamed reporters look for an answer and write again.
        for (const [path, more, expected] of [
          ['mailbox', {}, 200],
          ['reply', { text: '补充一句', reopens: false, ...(index % 10 === 0 && { picture: PNG_PIXEL }) }, 201],
        ] as const)
          if (isUnnamed(index)) {
            const headers = { 'user-agent': person.agent, ...key }
            const body = { token, receipt, ...more }
            const call = { method: 'POST', path: `/api/incidents/unnamed/${path}`, headers, body }
            const seen = await send(person.address, call)
            const cause = seen.status === expected ? '' : installation.causeOf(seen.text)
            expect([path, seen.status, cause]).toEqual([path, expected, ''])
          }
        for (const path of isUnnamed(index) ? files : []) {
          const file = await send(person.address, { path, headers: { 'user-agent': person.agent } })
          expect([path, file.status]).toEqual([path, 200])
        }
        // Named reporters also open another page, so that the search can find them in the access log.
        if (!isUnnamed(index)) await send(person.address, { path: '/api/me', headers: signedIn(person) })
      })
      // Failures are logged, too.
      for (const { address, agent } of persons.filter((_, index) => isUnnamed(index)).slice(0, 20)) {
        const bad = {
          method: 'POST',
          path: '/api/incidents/unnamed',
          headers: { 'user-agent': agent },
          body: { token: 'x' },
        }
        expect((await send(address, bad)).status).toBe(422)
        const withCookie = { ...bad, headers: { 'user-agent': agent, cookie: 'theme=dark' } }
        expect((await send(address, withCookie)).status).toBe(403)
      }

      const after = await installation.readEverything()
      const linesBefore = new Set(Object.values(before).flat())
      const added = (lines: readonly string[]) => lines.filter((line) => !linesBefore.has(line))
      const parts = {
        dump: added(after.dump),
        accessLog: added(after.accessLog),
        errorLog: added(after.errorLog),
        serverLog: added(after.serverLog),
        metrics: added(after.metrics),
      }
      const addedText = Object.values(parts).flat().join('\n')
      const tokenOf = ({ cookie }: Person) => cookie.split('=')[1] ?? ''
      const traces = (person: Person) => {
        const hash = createHash('sha256').update(tokenOf(person)).digest('hex')
        return [person.userid, person.address, person.agent, tokenOf(person), hash].filter((trace) =>
          addedText.includes(trace),
        )
      }
      mkdirSync(dirname(DUMPED_BY), { recursive: true })
      writeFileSync(DUMPED_BY, after.how)
      console.log(
        `searched (${after.how}): ${Object.entries(parts)
          .map(([name, lines]) => `${name} ${String(lines.length)} lines`)
          .join(', ')}`,
      )
      expect(parts.dump.filter((line) => line.startsWith('incidents '))).toHaveLength(REPORTS)
      expect(parts.dump.filter((line) => line.startsWith('incident_messages '))).toHaveLength(REPORTS / 2)
      // Every fifth report has a picture, and so has every fifth reply to a report without a name.
      expect(parts.dump.filter((line) => line.startsWith('incident_pictures '))).toHaveLength(0.3 * REPORTS)
      // The search finds those who gave their name, in the database and in the access log.
      const named = persons.filter((_, index) => !isUnnamed(index))
      expect(named.filter((person) => traces(person).length < 2)).toEqual([])
      expect(named.filter(({ address }) => !parts.accessLog.some((line) => line.startsWith(`${address} `)))).toEqual([])
      const unnamed = persons.filter((_, index) => isUnnamed(index))
      expect(unnamed.flatMap((person) => traces(person))).toEqual([])
      // The access log contains neither unnamed reports nor the pages that lead to them, and no file contains a body.
      expect(after.accessLog.filter((line) => /incidents\/(new|mailbox|form|unnamed)/.test(line))).toEqual([])
      expect(after.accessLog.filter((line) => line.includes('/assets/'))).toEqual([])
      // The access log contains that somebody searched, as for any call with a session, but not for whom.
      const logged = [...after.accessLog, ...after.errorLog, ...after.serverLog]
      expect(
        logged.filter((line) => line.includes(SEARCH_TEXT) || line.includes(encodeURIComponent(SEARCH_TEXT))),
      ).toEqual([])
      expect(installation.bodiesInFiles()).toEqual([])
      // A report that no server answers is not logged either.
      await installation.stopServer()
      const loggedBefore = installation.accessLog().length
      const { address, agent } = unnamed[0]!
      const report = { method: 'POST', path: '/api/incidents/unnamed', headers: { 'user-agent': agent }, body: {} }
      expect((await send(address, report)).status).toBe(502)
      expect((await send(named[0]!.address, { path: '/requests' })).status).toBe(502)
      const loggedAfterwards = installation.accessLog().slice(loggedBefore)
      expect(loggedAfterwards).toContain(`${named[0]!.address} `)
      expect(loggedAfterwards).not.toContain(`${address} `)
    },
  )
})
