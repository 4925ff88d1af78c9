import { verifyEvidenceFile } from './verify-evidence-file.ts'

const USAGE = `Usage: node verify.mjs FILE.zip [--anchor FILE] [--key FILE] [--list FILE.csv]
Verifies a file of evidence or a single proof, and runs nothing that it contains. Exit status 1: refused, with the first fault; 2: failed for another reason.
First word of the output: VERIFIED, with a checkpoint that you kept; SIGNED, with the key only; CONSISTENT, with neither; or REFUSED.
--anchor: a checkpoint that you kept, such as the text of a message to the auditors.
--key: the log's public key (log.vkey), obtained independently of FILE.zip.
--list: a new file for who signed and who did not, with time, index and the first listed checkpoint that contains the signature.`

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(USAGE)
  process.exit(0)
}

process.exitCode = await verifyEvidenceFile(args, USAGE).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  return 2
})
