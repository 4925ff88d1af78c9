import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { savedText } from '@desk/shared/evidence/bytes'
import { systemClock } from '../adapters/system-clock.ts'
import { runCommand, withExistingDatabase } from './cli-support.ts'
import { policyEvidenceCheck } from '../features/policies/evidence/check-evidence.ts'
import { listLogs } from '../features/audit/log/log-queries.ts'
import { verifyAudit } from '../features/audit/verify-audit.ts'
import { auditKeyFile, checkpointFileBeside, makeAuditKey, publicAuditKey } from '../adapters/audit-log-key-file.ts'
import { checkAuditKey } from './check-audit-key.ts'
import { describeAuditReport } from './describe-audit-report.ts'
import { exportEvidenceFile } from './export-evidence.ts'
import { fileOption, verifyEvidenceFile } from './verify-evidence-file.ts'

const USAGE = `Usage: npm run audit -- verify [--anchor FILE] [--key FILE]
         Recomputes the evidence log from the database. --anchor: a checkpoint that you kept, such as the text of a message to
         the auditors; --key: the log's public key, obtained independently of this database.
       npm run audit -- export-evidence --policy ID|all [--day YYYY-MM-DD] --out FILE.zip
         Writes a file that proves who signed and who did not: docs/evidence.md. Stop the server first, unless the
         database is PostgreSQL.
       npm run audit -- verify-file FILE.zip [--anchor FILE] [--key FILE] [--list FILE.csv]
         Verifies such a file, or a single proof, without a database. --anchor: a checkpoint that you kept; --key: the log's
         public key, obtained independently of the file. --list: a new file for who signed and who did not.
       npm run audit -- make-key FILE
         Makes the private key of the evidence log, unless there is one: the AUDIT_KEY_FILE of all servers. Prints its public
         key where PUBLIC_URL is set.
       npm run audit -- check-key FILE
         Says whether a copy of the key, such as the one in your vault, continues the log of the database.
Exit status 1: broken or refused; the first fault is named.`

/**
 * Verifies the log, and prints what was found. Reads only: it neither migrates nor seals, so that an account without
 * these rights can run it.
 */
async function verify(args: readonly string[]): Promise<number> {
  const options = { anchor: fileOption, key: fileOption }
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [anchorFile, ...otherAnchors] = values.anchor ?? []
  const [keyFile, ...otherKeys] = values.key ?? []
  if (positionals.join(' ') !== 'verify' || [...otherAnchors, ...otherKeys].length > 0) {
    console.error(USAGE)
    return 2
  }
  const readText = async (file: string) => savedText(await readFile(file)) ?? ''
  const keptNotes = anchorFile === undefined ? [] : [await readText(anchorFile)]
  const vkey = keyFile === undefined ? null : (await readText(keyFile)).trim()
  const { report, compared } = await withExistingDatabase(async ({ db }, dataDir) => {
    const checkpointFile = checkpointFileBeside(auditKeyFile(process.env['AUDIT_KEY_FILE'], dataDir))
    const comparedWith = { auditLogKey: { checkpointFile }, keptNotes, ...(vkey === null ? {} : { vkey }) }
    const evidence = policyEvidenceCheck({ db })
    return {
      report: await verifyAudit({ db, clock: systemClock, evidence, ...comparedWith }),
      compared: {
        hasCheckpointBesideKey: (await checkpointFile.read()) !== null,
        keptCheckpoints: keptNotes.length,
        vkey,
        vkeys: (await listLogs(db)).map((log) => log.vkey),
      },
    }
  })
  for (const line of describeAuditReport(report, compared)) console.log(line)
  return report.isIntact ? 0 : 1
}

const [command = ''] = process.argv.slice(2)

switch (command) {
  case 'export-evidence':
    await runCommand({ usage: USAGE, arguments: null, run: (...args) => exportEvidenceFile(args.slice(1), USAGE) })
    break
  case 'verify-file':
    await runCommand({ usage: USAGE, arguments: null, run: (...args) => verifyEvidenceFile(args.slice(1), USAGE) })
    break
  case 'make-key':
    await runCommand({
      usage: USAGE,
      arguments: [/^make-key$/, /./],
      async run(_command, file = '') {
        const isNew = await makeAuditKey(file)
        console.log(
          `${file} ${isNew ? 'was made' : 'exists already and was not changed'}. Set AUDIT_KEY_FILE=${file}, and keep a copy apart from the database's backups.`,
        )
        const { PUBLIC_URL, AUDIT_LOG_ORIGIN } = process.env
        if (PUBLIC_URL)
          console.log(
            `Its public key, for the auditors: ${await publicAuditKey(file, { PUBLIC_URL, AUDIT_LOG_ORIGIN })}`,
          )
        return 0
      },
    })
    break
  case 'check-key':
    await runCommand({
      usage: USAGE,
      arguments: [/^check-key$/, /./],
      async run(_command, file = '') {
        const checked = await withExistingDatabase(({ db }) => checkAuditKey(db, path.resolve(file)))
        console.log(checked?.sentence ?? 'No evidence log has begun in this database: any key can begin one.')
        return checked?.continuesLog === false ? 1 : 0
      },
    })
    break
  default:
    await runCommand({ usage: USAGE, arguments: null, run: (...args) => verify(args) })
}
