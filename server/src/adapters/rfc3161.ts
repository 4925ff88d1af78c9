import { createHash, randomBytes } from 'node:crypto'
import { Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  type ContentInfo,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import type { Clock } from '../ports/clock.ts'
import type { TimeStampAuthority } from '../ports/time-stamp-authority.ts'
import { faultOfTimeStamp, TST_INFO } from './check-time-stamp.ts'
import { systemClock } from './system-clock.ts'

const SHA256 = '2.16.840.1.101.3.4.2.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
/** PKIStatus: granted, or granted with modifications. */
const GRANTED: readonly number[] = [0, 1]
const TIMEOUT_MS = 20_000
/** A time stamp with its certificates has a few kilobytes. */
const MAX_BYTES = 100_000

class TimeStampError extends Error {
  override readonly name = 'TimeStampError'
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

/**
 * Requests time stamps from an RFC 3161 authority. `stamp` returns the answer unchanged, with the authority's
 * certificate, after checking that it covers these bytes, has the nonce of the request, states the time of `clock` and
 * is signed by that certificate: a forged time stamp would be kept for good. Whether to trust the certificate is the
 * reader's decision: docs/evidence.md.
 */
export const rfc3161 = (url: string, clock: Clock = systemClock): TimeStampAuthority => ({
  async stamp(bytes) {
    const digest = createHash('sha256').update(bytes).digest()
    const nonce = randomBytes(8)
    // First byte 1 to 127: as an ASN.1 integer, the nonce is positive and has no leading zero byte.
    nonce[0] = (nonce[0] ?? 0) & 0x7f || 1
    const request = new TimeStampReq({
      version: 1,
      messageImprint: new MessageImprint({
        hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
        hashedMessage: new OctetString({ valueHex: bufferOf(digest) }),
      }),
      nonce: new Integer({ valueHex: bufferOf(nonce) }),
      certReq: true,
    })
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(request.toSchema().toBER()),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok) throw new TimeStampError(`The time-stamp service answered ${String(response.status)}`)
    const answer = new Uint8Array(await response.arrayBuffer())
    if (answer.length > MAX_BYTES)
      throw new TimeStampError(`The time-stamp service answered more than ${String(MAX_BYTES)} bytes`)
    checkAnswer(answer, { digest, nonce, now: clock.now() })
    return answer
  },
})

type Expected = { digest: Uint8Array; nonce: Uint8Array; now: Date }

function checkAnswer(answer: Uint8Array, { digest, nonce, now }: Expected): void {
  const { status, timeStampToken } = TimeStampResp.fromBER(bufferOf(answer))
  if (!GRANTED.includes(status.status) || timeStampToken?.contentType !== SIGNED_DATA)
    throw new TimeStampError(`The time-stamp service refused: status ${String(status.status)}`)
  const signed = new SignedData({ schema: (timeStampToken as ContentInfo).content })
  const { encapContentInfo } = signed
  const content = encapContentInfo.eContent?.getValue()
  if (encapContentInfo.eContentType !== TST_INFO || !content) throw new TimeStampError('The answer has no time stamp')
  const info = TSTInfo.fromBER(content)
  const stampedDigest = new Uint8Array(info.messageImprint.hashedMessage.valueBlock.valueHexView)
  const answeredNonce = new Uint8Array(info.nonce?.valueBlock.valueHexView ?? [])
  if (info.messageImprint.hashAlgorithm.algorithmId !== SHA256 || Buffer.compare(stampedDigest, digest) !== 0)
    throw new TimeStampError('The time stamp covers other bytes')
  if (Buffer.compare(answeredNonce, nonce) !== 0) throw new TimeStampError('The time stamp answers another request')
  const fault = faultOfTimeStamp(signed, { content: new Uint8Array(content), info, now })
  if (fault !== null) throw new TimeStampError(fault)
}
