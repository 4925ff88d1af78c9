import { createHash, verify, X509Certificate } from 'node:crypto'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { ObjectIdentifier, OctetString } from 'asn1js'
import { Certificate, type SignedData, type SignerInfo, type TSTInfo } from 'pkijs'

export const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
/** Extended key usage: time stamps. */
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const digests: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
/** By how much the clocks of the authority and of this server may differ. */
const MAX_DIFFERENCE_MS = 10 * MINUTE_MS

/**
 * Returns what is wrong with a time stamp, or null. A correct time stamp states the present time, and is signed by a
 * certificate that it contains, that is for time stamps and that was valid at that time. Whether the certificate can be
 * trusted is not checked.
 */
export function faultOfTimeStamp(
  signed: SignedData,
  { content, info, now }: { content: Uint8Array; info: TSTInfo; now: Date },
): string | null {
  if (Math.abs(info.genTime.getTime() - now.getTime()) > MAX_DIFFERENCE_MS)
    return `The time stamp states another time than this server has: ${info.genTime.toISOString()}`
  const certificates = (signed.certificates ?? []).filter((certificate) => certificate instanceof Certificate)
  const isSigned = signed.signerInfos.some((signer) =>
    certificates.some((certificate) => isSignedBy(signer, certificateOf(certificate), { content, at: info.genTime })),
  )
  return isSigned ? null : 'The time stamp is not signed by a certificate in it that is for time stamps'
}

const certificateOf = (certificate: Certificate) => new X509Certificate(Buffer.from(certificate.toSchema().toBER()))

function isSignedBy(
  { digestAlgorithm, signature, signedAttrs }: SignerInfo,
  certificate: X509Certificate,
  { content, at }: { content: Uint8Array; at: Date },
): boolean {
  const digest = digests[digestAlgorithm.algorithmId]
  const isForStamps = ((certificate.keyUsage as string[] | undefined) ?? []).includes(TIME_STAMPING)
  const isValid = new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo)
  if (digest === undefined || !isForStamps || !isValid || !signedAttrs) return false
  const valueOf = (type: string): unknown =>
    signedAttrs.attributes.find((attribute) => attribute.type === type)?.values[0]
  const contentType = valueOf(CONTENT_TYPE) as ObjectIdentifier | undefined
  const messageDigest = valueOf(MESSAGE_DIGEST) as OctetString | undefined
  const expected = createHash(digest).update(content).digest()
  if (contentType?.valueBlock.toString() !== TST_INFO) return false
  if (!messageDigest || Buffer.compare(messageDigest.valueBlock.valueHexView, expected) !== 0) return false
  const signedBytes = new Uint8Array(signedAttrs.encodedValue)
  return verify(digest, signedBytes, certificate.publicKey, signature.valueBlock.valueHexView)
}
