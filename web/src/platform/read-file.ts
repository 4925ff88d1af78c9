/** What the server takes in one file. */
const MAX_BYTES = 5 * 1024 * 1024
/** A photo that is larger is drawn smaller before it travels; the server does it anyway, and again. */
const SHRINK_ABOVE = 1024 * 1024
const SIDE = 2400

export type FileForUpload = { name: string; data: string }

/** The file as the API takes it; null when it is too large even after shrinking. */
export async function readFile(file: File): Promise<FileForUpload | null> {
  const small = file.type.startsWith('image/') && file.size > SHRINK_ABOVE ? await shrink(file) : file
  if (small.size > MAX_BYTES) return null
  return { name: file.name, data: await base64Of(small) }
}

/** The file itself where the client cannot draw it. */
async function shrink(file: File): Promise<Blob> {
  try {
    const image = await createImageBitmap(file)
    const scale = Math.min(1, SIDE / Math.max(image.width, image.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.width * scale)
    canvas.height = Math.round(image.height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    image.close()
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', 0.85)
    })
    return blob ?? file
  } catch {
    return file
  }
}

const base64Of = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const [, data = ''] = String(reader.result).split(',')
      resolve(data)
    }
    reader.onerror = () => {
      reject(reader.error ?? new Error('The file cannot be read'))
    }
    reader.readAsDataURL(blob)
  })
