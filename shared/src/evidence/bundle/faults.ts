/** What can be wrong with a bundle. Stable: verifiers print them and their texts are looked up by them. */
const bundleFaults = [
  'zip_unreadable',
  'file_missing',
  'file_unlisted',
  'file_changed',
  'file_malformed',
  'key_malformed',
  'key_unexpected',
  'origin_differs',
  'tree_size_differs',
  'checkpoint_malformed',
  'checkpoint_unsigned',
  'checkpoint_wrong_signature',
  'record_malformed',
  'record_twice',
  'record_out_of_order',
  'record_without_proof',
  'proof_without_record',
  'proof_malformed',
  'record_not_in_log',
  'record_back_dated',
  'records_dropped_or_added',
  'export_missing',
  'export_differs',
  'anchor_malformed',
  'anchor_wrong_signature',
  'anchor_not_in_log',
  'anchor_back_dated',
  'anchors_dropped_or_added',
  'roster_missing',
  'roster_not_logged',
  'roster_line_malformed',
  'roster_person_twice',
  'roster_size_differs',
  'roster_counts_differ',
  'roster_root_differs',
  'roster_out_of_scope',
  'signature_missing',
  'signature_of_unsigned',
  'signature_after_roster',
  'signature_record_differs',
  'person_differs',
  'person_unknown',
  'exemption_missing',
  'text_changed',
  'text_missing',
  'text_of_other_policy',
  'text_of_other_version',
  'text_not_in_force',
  'kept_anchor_malformed',
  'kept_anchor_wrong_signature',
  'kept_anchor_other_log',
  'kept_anchor_newer',
  'kept_anchor_unlisted',
  'kept_anchor_differs',
] as const
export type BundleFaultCode = (typeof bundleFaults)[number]

/** The first fault: in which file, in which line (counted from 1), and what it is about. */
export type BundleFault = { code: BundleFaultCode; file: string; line: number | null; about: string | null }

/** Thrown by the checks of a bundle, and returned by its verifier. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
  readonly fault: BundleFault
  constructor(
    code: BundleFaultCode,
    file: string,
    { line = null, about = null }: { line?: number | null; about?: string | null } = {},
  ) {
    super(`${code} ${file}${line === null ? '' : `:${line}`}${about === null ? '' : ` ${about}`}`)
    this.fault = { code, file, line, about }
  }
}
