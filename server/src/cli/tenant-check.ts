import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { systemClock } from '../adapters/system-clock.ts'
import { checkTenant, hasDifferences } from '../adapters/wecom/tenant-check/check-tenant.ts'
import { announcement, reportLines } from '../adapters/wecom/tenant-check/report-lines.ts'
import { readWecomConfig } from '../config/env.ts'
import { runCommand } from './cli-support.ts'

const USAGE = `Usage: npm run tenant-check -- [--yes] [FILE]
Compares the answers of your WeCom with what this version expects. Only reads; lists its calls and asks first, unless --yes is given.
The report goes to FILE, by default wecom-tenant-check.json, and holds no names, numbers or ids of members, and no secrets.`

async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error('No terminal to ask on: run it with --yes.')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Make these calls? [y/N] ')
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** Returns the exit status: 0 without a difference, 1 with one, 2 when nothing was called. */
async function check(...args: string[]): Promise<number> {
  const [file = 'wecom-tenant-check.json'] = args.filter((arg) => arg !== '--yes')
  const config = readWecomConfig(process.env)
  const tenant = {
    apiBase: config.WECOM_API_BASE,
    corpId: config.WECOM_CORP_ID,
    agentId: config.WECOM_AGENT_ID,
    agentSecret: config.WECOM_AGENT_SECRET,
    contactsSecret: config.WECOM_CONTACTS_SECRET,
  }
  for (const line of announcement(tenant)) console.log(line)
  if (!args.includes('--yes') && !(await isConfirmed())) return 2
  const { report, refusedAddress } = await checkTenant(tenant, systemClock.now())
  for (const line of reportLines(report)) console.log(line)
  // Not in the file: the developers who get it do not need the company's address.
  if (refusedAddress !== null) console.log(`WeCom sees this machine as ${refusedAddress}.`)
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 })
  console.log(`${file} holds this report, and can be sent to the developers.`)
  return hasDifferences(report) ? 1 : 0
}

const args = process.argv.slice(2)
await runCommand({ usage: USAGE, arguments: args.map(() => /^(?:--yes|[^-].*)$/), run: check })
