/** The length of the marker that begins every JPEG. */
const START_BYTES = 2
/** The length of the TIFF header and of a directory with one entry. */
const HEADER_BYTES = 26
const MODEL_TAG = 0x0110
const ASCII = 2

/** Returns the JPEG with the name of a camera in its EXIF data, as phones store it. */
export function withCamera(jpeg: Buffer, camera: string): Buffer {
  const model = Buffer.from(`${camera}\0`)
  const tiff = Buffer.alloc(HEADER_BYTES)
  tiff.write('MM\0*', 'latin1')
  tiff.writeUInt32BE(8, 4)
  // One directory with one entry, whose text follows the header.
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(MODEL_TAG, 10)
  tiff.writeUInt16BE(ASCII, 12)
  tiff.writeUInt32BE(model.length, 14)
  tiff.writeUInt32BE(HEADER_BYTES, 18)
  const content = Buffer.concat([Buffer.from('Exif\0\0'), tiff, model])
  const segment = Buffer.alloc(4)
  segment.writeUInt16BE(0xffe1)
  segment.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, START_BYTES), segment, content, jpeg.subarray(START_BYTES)])
}
